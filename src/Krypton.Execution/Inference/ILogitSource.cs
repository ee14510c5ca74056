using Krypton.Planning.Logical;

namespace Krypton.Execution.Inference;

/// <summary>Computes the logits of occluded images: the one thing every plan for an explanation must do.</summary>
public interface ILogitSource : IDisposable
{
    /// <summary>Logits of one occluded image: those of every model, one after the other.</summary>
    int Width { get; }

    /// <summary>How many of them are each model's.</summary>
    IReadOnlyList<int> Classes { get; }

    /// <summary>Positions that are best given at once.</summary>
    int BatchSize { get; }

    /// <summary>The logits of an image without a patch.</summary>
    ReadOnlySpan<float> BaseLogits(int image);

    /// <summary>Writes the logits of each position, one position after the other.</summary>
    void Evaluate(ReadOnlySpan<Occlusion> positions, Span<float> logits, CancellationToken cancellation);
}
