namespace Krypton.Results;

/// <summary>How far a running statement is.</summary>
/// <param name="Image">The image being explained.</param>
/// <param name="Done">Positions evaluated, all images of the statement together.</param>
/// <param name="Total">Positions to evaluate.</param>
/// <param name="Elapsed">Since the statement began.</param>
/// <param name="Remaining">Estimated from the positions done; null before the first.</param>
public sealed record QueryProgress(string Image, int Done, int Total, TimeSpan Elapsed, TimeSpan? Remaining)
{
    /// <summary>Under APPROX or WITHIN, the heatmaps of the image as far as they are known, with their quality; null otherwise.</summary>
    public IReadOnlyList<Heatmap>? Preview { get; init; }

    /// <summary>The heatmaps that are complete since the last report, in the order of the answer, so that they can be used before the statement ends; null where there are none.</summary>
    public IReadOnlyList<Heatmap>? Finished { get; init; }
}
