namespace Krypton.Results;

/// <summary>How far a running statement is.</summary>
/// <param name="Image">The image being explained.</param>
/// <param name="Done">Positions evaluated, all images of the statement together.</param>
/// <param name="Total">Positions to evaluate.</param>
/// <param name="Elapsed">Since the statement began.</param>
/// <param name="Remaining">Estimated from the positions done; null before the first.</param>
public sealed record QueryProgress(string Image, int Done, int Total, TimeSpan Elapsed, TimeSpan? Remaining)
{
    /// <summary>
    /// The heatmaps of the image as far as they are known, under APPROX or WITHIN with their quality; otherwise positions to come
    /// show no drop. Null in reports that soon follow another.
    /// </summary>
    public IReadOnlyList<Heatmap>? Preview { get; init; }
}
