using Krypton.Planning.Cost;
using Krypton.Planning.Logical;
using Krypton.Planning.Rules;
using Krypton.Planning.Statistics;
using Krypton.Sql.Ast;

namespace Krypton.Planning.Physical;

/// <summary>The ways to answer approximately: an exact plan some of whose positions are left out.</summary>
public sealed class SamplingChoice(PlannerSettings settings, CostModel cost)
{
    /// <summary>Maps of fewer positions are computed exactly.</summary>
    private const int SmallestMap = 150;

    /// <summary>The share of their layers that boxes may grow to: a third of the time, and alone an SSIM of 0.6 to 0.9 (docs/approximation.md).</summary>
    private const double Share = 0.35;

    /// <summary>Truncation that saves less is not worth the trouble.</summary>
    private const double WorthTruncating = 0.7;

    /// <summary>
    /// What an estimate of quality must lie above the target, because it may be too high; as a share of the loss that is allowed. How
    /// a picture's colours follow the scores is far from linear, and estimates of it are less sure (docs/approximation.md).
    /// </summary>
    public static double Margin(QualityMetric metric) => metric == QualityMetric.Rendered ? 0.5 : 0.3;

    /// <summary>An approximation is good enough when that part of the analysed images was.</summary>
    private const double Reliable = 0.9;

    /// <summary>Where exact inference is so much faster than asked for, it runs.</summary>
    private const double Leeway = 0.8;

    /// <summary>Expected share of positions that are evaluated exactly, for a model of which nothing is known.</summary>
    private const double ExpectedShare = 0.2;

    /// <summary>Seconds a position of the map that choosing and guessing take, measured on two cores of an AMD EPYC.</summary>
    private const double PerGuessedPosition = 10e-6;

    /// <param name="exact">What could compute every position exactly, cheapest first.</param>
    public IEnumerable<Candidate> Candidates(LogicalScores scores, ApproximationGoal goal, IReadOnlyList<Candidate> exact)
    {
        if (exact.Count == 0)
        {
            yield break;
        }

        var best = exact[0];
        var inTime = goal.Seconds is { } time && best.Estimate.Seconds < Leeway * time;
        if (scores.PositionsPerImage < SmallestMap || inTime || !settings.Allows(RuleCatalog.SampleAdaptively))
        {
            foreach (var candidate in exact)
            {
                yield return candidate;
            }

            yield break;
        }

        var (statistics, learned) = Learned(scores, goal);
        var truncated = settings.Allows(RuleCatalog.TruncateBoxes) ? Truncated(scores, best, learned?.Truncation) : null;
        var cheap = learned is null || truncated is { First: true } ? truncated?.Cost ?? 0 : 0;
        var share = Math.Min(1, (learned?.Share ?? ExpectedShare) + cheap);
        var seconds = Math.Min((best.Estimate.Seconds * share) + (PerGuessedPosition * scores.PositionsPerImage * scores.Images.Count), goal.Seconds ?? double.PositiveInfinity);
        var sampling = new PhysicalAdaptiveSampling(best.Inference, truncated, goal, Math.Max(Margin(goal.Metric) * (1 - goal.Target), learned?.Overestimate ?? 0))
        {
            CellSeconds = best.Estimate.Seconds / ((double)scores.PositionsPerImage * scores.Images.Count),
            Learned = learned is null ? null : new LearnedShare(learned.Share, statistics!.Images, statistics.Date),
        };
        yield return new Candidate(sampling, best.Estimate with { Seconds = seconds, Flops = best.Estimate.Flops * share });
        yield return best;
    }

    /// <summary>What took least of those approximations whose maps were as good as asked.</summary>
    private (ModelStatistics? Statistics, LearnedApproximation? Learned) Learned(LogicalScores scores, ApproximationGoal goal)
    {
        if (scores is not { Models: [var model], Positions: [{ Grids: [var grid] }] } || goal.Target >= 1 || settings.Statistics(model, grid) is not { } statistics)
        {
            return default;
        }

        var known = statistics.For(goal).Where(l => l.Truncation is null || settings.Allows(RuleCatalog.TruncateBoxes)).ToList();
        return (statistics, known.Find(l => l.Met >= Reliable) ?? known.MaxBy(l => l.Met));
    }

    private PhysicalTruncatedSegment? Truncated(LogicalScores scores, Candidate exact, double? learnedShare)
    {
        if (exact.Inference is not PhysicalIncrementalSegment segment || scores.Models is not [{ Model.Suffix: null } model])
        {
            return null;
        }

        var (network, truncation) = (model.Model.Network, new Truncation(learnedShare ?? Share));
        var grids = scores.Positions.SelectMany(p => p.Grids).ToList();
        var whole = grids.Sum(g => cost.Incremental(network, new BoxTable(network, g), segment.Batch));
        var part = grids.Sum(g => cost.Incremental(network, new BoxTable(network, g, truncation), segment.Batch));
        return part < WorthTruncating * whole || learnedShare is not null ? new PhysicalTruncatedSegment(truncation, segment.Batch, part / whole, First: learnedShare is not null) : null;
    }
}
