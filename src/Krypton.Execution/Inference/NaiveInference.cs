using Krypton.Execution.Runtime;
using Krypton.Models;
using Krypton.Planning.Logical;

namespace Krypton.Execution.Inference;

/// <summary>Full re-inference of every occluded image on ONNX Runtime: the yardstick, and the plan for models that Krypton cannot run itself.</summary>
public sealed class NaiveInference : ILogitSource
{
    private readonly RuntimeSession _session;
    private readonly ModelInput _input;
    private readonly OcclusionInput _occlusion;
    private readonly BatchRunner _runner;

    /// <param name="session">The model up to its logits; not disposed here.</param>
    /// <param name="batch">Images an inference; models of a fixed batch take one.</param>
    public NaiveInference(RuntimeSession session, ModelInput input, OcclusionInput occlusion, int batch)
    {
        (_session, _input, _occlusion) = (session, input, occlusion);
        BaseLogits = RunImages([], 1, 0);
        _runner = new BatchRunner(input.FixedBatch ? 1 : batch, BaseLogits.Length);
    }

    public float[] BaseLogits { get; }

    public int BatchSize => _runner.Batch;

    /// <summary>The logits of one preprocessed image in height-width-channel order.</summary>
    public static float[] Logits(RuntimeSession session, ModelInput input, float[] image)
    {
        var whole = new PatchGrid(1, 1, 1, 1, new PositionAxis(0, 1, 1), new PositionAxis(0, 1, 1));
        using var inference = new NaiveInference(session, input, new OcclusionInput(image, image, whole), 1);
        return inference.BaseLogits;
    }

    public void Evaluate(ReadOnlySpan<GridPosition> positions, Span<float> logits, CancellationToken cancellation)
    {
        var all = positions.ToArray();
        _runner.Run(all.Length, (first, count) => RunImages(all, count, first), logits, cancellation);
    }

    public void Dispose()
    {
        // The session belongs to the model's cache.
    }

    private float[] RunImages(GridPosition[] positions, int count, int first)
    {
        var shape = _input.Shape;
        var values = new float[count * shape.Count];
        for (var i = 0; i < count; i++)
        {
            var image = values.AsSpan(i * shape.Count, shape.Count);
            Arrange(_occlusion.Image, image, 0, 0, shape.Height, shape.Width);
            if (positions.Length > 0)
            {
                var (grid, position) = (_occlusion.Grid, positions[first + i]);
                Arrange(_occlusion.Fill, image, grid.Y[position.Row], grid.X[position.Column], grid.PatchHeight, grid.PatchWidth);
            }
        }

        long[] dims = _input.ChannelsLast
            ? [count, shape.Height, shape.Width, shape.Channels]
            : [count, shape.Channels, shape.Height, shape.Width];
        return _session.Run([(_input.Name, values, dims)]).Values;
    }

    /// <summary>Copies a rectangle of a height-width-channel image into the model's order.</summary>
    private void Arrange(float[] from, Span<float> to, int top, int left, int height, int width)
    {
        var shape = _input.Shape;
        for (var y = top; y < top + height; y++)
        {
            for (var x = left; x < left + width; x++)
            {
                for (var c = 0; c < shape.Channels; c++)
                {
                    var pixel = (y * shape.Width) + x;
                    to[_input.ChannelsLast ? (pixel * shape.Channels) + c : (c * shape.Pixels) + pixel] = from[(pixel * shape.Channels) + c];
                }
            }
        }
    }
}
