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
    /// From time to time the heatmaps of the image as far as they are known: under APPROX or WITHIN with their quality, else with
    /// positions that are still to come put in between their neighbours. Null in other reports.
    /// </summary>
    public IReadOnlyList<Heatmap>? Preview { get; init; }

    /// <summary>The heatmaps that are complete since the last report, in the order of the answer, so that they can be used before the statement ends; null where there are none.</summary>
    public IReadOnlyList<Heatmap>? Finished { get; init; }
}
