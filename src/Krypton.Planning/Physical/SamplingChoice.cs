using Krypton.Planning.Cost;
using Krypton.Planning.Logical;
using Krypton.Planning.Rules;

namespace Krypton.Planning.Physical;

/// <summary>The ways to answer approximately: an exact plan some of whose positions are left out.</summary>
internal sealed class SamplingChoice(PlannerSettings settings, CostModel cost)
{
    /// <summary>Maps of fewer positions are computed exactly.</summary>
    private const int SmallestMap = 150;

    /// <summary>The share of their layers that boxes may grow to: a third of the time, and alone an SSIM of 0.6 to 0.9 (docs/approximation.md).</summary>
    private const double Share = 0.35;

    /// <summary>Truncation that saves less is not worth the trouble.</summary>
    private const double WorthTruncating = 0.7;

    /// <summary>What estimates of quality may be too high by, as a share of the loss that is allowed.</summary>
    private const double Margin = 0.3;

    /// <summary>Where exact inference is so much faster than asked for, it runs.</summary>
    private const double Leeway = 0.8;

    /// <summary>Expected share of positions that are evaluated exactly, for a model of which nothing is known.</summary>
    private const double ExpectedShare = 0.2;

    /// <summary>Seconds a position of the map that choosing and guessing take, measured on two cores of an AMD EPYC.</summary>
    private const double PerGuessedPosition = 30e-6;

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

        var truncated = settings.Allows(RuleCatalog.TruncateBoxes) ? Truncated(scores, best) : null;
        var share = Math.Min(1, ExpectedShare + (truncated?.Cost ?? 0));
        var seconds = Math.Min((best.Estimate.Seconds * share) + (PerGuessedPosition * scores.PositionsPerImage * scores.Images.Count), goal.Seconds ?? double.PositiveInfinity);
        yield return new Candidate(
            new PhysicalAdaptiveSampling(best.Inference, truncated, goal, Margin * (1 - goal.Target), BeginCheap: false), best.Estimate with { Seconds = seconds, Flops = best.Estimate.Flops * share });
        yield return best;
    }

    private PhysicalTruncatedSegment? Truncated(LogicalScores scores, Candidate exact)
    {
        if (exact.Inference is not PhysicalIncrementalSegment segment || scores.Models is not [{ Model.Suffix: null } model])
        {
            return null;
        }

        var (network, truncation) = (model.Model.Network, new Truncation(Share));
        var grids = scores.Positions.SelectMany(p => p.Grids).ToList();
        var whole = grids.Sum(g => cost.Incremental(network, new BoxTable(network, g), segment.Batch));
        var part = grids.Sum(g => cost.Incremental(network, new BoxTable(network, g, truncation), segment.Batch));
        return part < WorthTruncating * whole ? new PhysicalTruncatedSegment(truncation, segment.Batch, part / whole) : null;
    }
}
