using Krypton.Planning.Physical;
using Krypton.Planning.Statistics;
using Krypton.Sql.Ast;

namespace Krypton.Execution.Approximation;

/// <summary>A map from a cheap evaluation of every position.</summary>
/// <param name="Share">The share of their layers that boxes grew to.</param>
/// <param name="Map">Scores, row by row.</param>
/// <param name="Cost">Seconds against those of the exact map.</param>
public sealed record CheapMap(double Share, double[] Map, double Cost);

/// <summary>One approximation tried on a map that is known.</summary>
/// <param name="Share">Positions evaluated exactly, 0 to 1.</param>
/// <param name="Quality">What was reached.</param>
/// <param name="Estimate">What the sampler took it for.</param>
public sealed record ApproximationTrial(QualityMetric Metric, double Target, double? Truncation, double Share, double CheapCost, double Quality, double Estimate)
{
    /// <summary>Estimates of that part of the images may be higher than what is kept of them.</summary>
    private const double Outliers = 0.05;

    private static readonly double[] Targets = [0.8, 0.9, 0.95];

    /// <summary>Tries every approximation on one image's map.</summary>
    /// <param name="exact">The exact scores, row by row.</param>
    /// <param name="baseScore">The score without a patch.</param>
    /// <param name="cellSeconds">What evaluating a cell exactly takes.</param>
    public static IEnumerable<ApproximationTrial> All(
        double[] exact, int rows, int columns, double baseScore, int[] periods, IReadOnlyList<CheapMap> cheap, double cellSeconds, int threads, CancellationToken cancellation)
    {
        foreach (var metric in Enum.GetValues<QualityMetric>())
        {
            var measure = new QualityMeasure(metric, baseScore);
            foreach (var target in Targets)
            {
                foreach (var other in (IEnumerable<CheapMap?>)[null, .. cheap])
                {
                    cancellation.ThrowIfCancellationRequested();
                    var options = new SamplingOptions(target, SamplingChoice.Margin(metric) * (1 - target), periods, BeginCheap: other is not null, threads, CellSeconds: cellSeconds);
                    var outcome = new AdaptiveSampler(rows, columns, [measure], options).Run(new KnownScores(exact, other?.Map, other?.Cost ?? 0));
                    yield return new ApproximationTrial(
                        metric, target, other?.Share, (double)outcome.Maps[0].Evaluated / exact.Length, other?.Cost ?? 0,
                        measure.Of(exact, outcome.Maps[0].Map, rows, columns), outcome.Estimate.Quality);
                }
            }
        }
    }

    /// <summary>What the trials of all images say together.</summary>
    public static IReadOnlyList<LearnedApproximation> Summarize(IEnumerable<ApproximationTrial> trials) =>
    [
        .. trials.GroupBy(t => (t.Metric, t.Target, t.Truncation)).Select(g => new LearnedApproximation(
            g.Key.Metric, g.Key.Target, g.Key.Truncation, At(g.Select(t => t.Share), 0.5), At(g.Select(t => t.CheapCost), 0.5),
            g.Average(t => t.Quality >= t.Target ? 1.0 : 0), Math.Max(0, At(g.Select(t => t.Estimate - t.Quality), 1 - Outliers)))),
    ];

    private static double At(IEnumerable<double> values, double share)
    {
        double[] sorted = [.. values.Order()];
        return sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];
    }
}
