using Krypton.Planning.Logical;

namespace Krypton.Execution.Inference;

/// <summary>Computes the logits of occluded images: the one thing every plan for an explanation must do.</summary>
public interface ILogitSource : IDisposable
{
    /// <summary>The logits of the image without a patch, one a class.</summary>
    float[] BaseLogits { get; }

    /// <summary>Positions that are best given at once.</summary>
    int BatchSize { get; }

    /// <summary>Writes the logits of each position, class by class, one position after the other.</summary>
    void Evaluate(ReadOnlySpan<GridPosition> positions, Span<float> logits, CancellationToken cancellation);
}
