using Krypton.Models;

namespace Krypton.Execution.Inference;

/// <summary>Feeds ONNX Runtime in batches, and one by one where a model turns out to have a batch of one built in.</summary>
internal sealed class BatchRunner(int batch, int classes)
{
    public int Batch { get; private set; } = Math.Max(1, batch);

    /// <param name="run">Runs items first to first + count; returns their logits, or another number of values where it cannot batch.</param>
    /// <exception cref="ModelException">Even a single item fails.</exception>
    public void Run(int items, Func<int, int, float[]> run, Span<float> logits, CancellationToken cancellation)
    {
        for (var first = 0; first < items;)
        {
            cancellation.ThrowIfCancellationRequested();
            var count = Math.Min(Batch, items - first);
            if (TryRun(first, count, run) is { } values)
            {
                values.CopyTo(logits[(first * classes)..]);
                first += count;
            }
            else
            {
                Batch = 1;
            }
        }
    }

    private float[]? TryRun(int first, int count, Func<int, int, float[]> run)
    {
        try
        {
            var values = run(first, count);
            if (values.Length == count * classes)
            {
                return values;
            }

            return count > 1 ? null : throw new ModelException($"the model gives {values.Length} scores for one image and {classes} for another");
        }
        catch (ModelException) when (count > 1)
        {
            // A Reshape to a constant [1, …] refuses a batch that the input's shape allows.
            return null;
        }
    }
}
