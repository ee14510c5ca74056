using Krypton.Planning.Cost;
using Krypton.Planning.Logical;
using Krypton.Planning.Rules;
using Krypton.Sql;

namespace Krypton.Planning.Physical;

/// <summary>From logical plans to a physical one: rules rewrite the workload, then the cheapest candidate runs each evaluation.</summary>
/// <param name="prepared">Whether a model's weights are packed already, so that no plan pays for it; none are when left out.</param>
public sealed class Planner(PlannerSettings settings, CostModel cost, IStoredScores stored, Func<BoundModel, bool>? prepared = null)
{
    private readonly Implementations _implementations = new(settings, cost, prepared ?? (_ => false));

    /// <summary>Plans queries that are answered together.</summary>
    /// <exception cref="PlanningException">The memory limit leaves no room for a single position.</exception>
    public WorkloadPlan Plan(params IReadOnlyList<LogicalOcclusion> queries)
    {
        var initial = new LogicalWorkload([.. queries.Select(Initial)]);
        var rules = RuleCatalog.All.Where(r => settings.Allows(r.Name));
        var (workload, steps) = RuleDriver.Run(initial, rules, new RuleContext(stored), Seconds);

        // By operator: two that are equal as values may do their work on different positions.
        var (estimates, rejected) = (new Dictionary<PhysicalNode, Estimate>(ReferenceEqualityComparer.Instance), new Dictionary<PhysicalEvaluation, IReadOnlyList<Candidate>>(ReferenceEqualityComparer.Instance));
        var evaluations = new Dictionary<LogicalScores, PhysicalEvaluation>();
        foreach (var scores in workload.Scores)
        {
            var candidates = _implementations.Candidates(scores);
            if (candidates.Count == 0)
            {
                throw _implementations.NoRoom(scores);
            }

            var evaluation = evaluations[scores] = new PhysicalEvaluation(scores, candidates[0].Inference);
            estimates[evaluation] = estimates[candidates[0].Inference] = candidates[0].Estimate;
            rejected[evaluation] = [.. candidates.Skip(1)];
        }

        var root = new PhysicalWorkload([.. workload.Queries.Select(q => new PhysicalHeatmaps(q.Query, [.. q.Sources.Select(s => Physical(s, evaluations))]))]);
        return new WorkloadPlan(root, estimates, steps, rejected, [.. settings.OffRules.Order()]) { DeviceNotes = settings.DeviceNotes };
    }

    private static LogicalHeatmaps Initial(LogicalOcclusion query) =>
        new(query, [new LogicalScores([query.Model], query.Images, [new PositionSet(query.Fill, [query.Grid], [])]) { Goal = query.Goal }]);

    private static PhysicalNode Physical(LogicalNode source, Dictionary<LogicalScores, PhysicalEvaluation> evaluations) => source switch
    {
        LogicalScores scores => evaluations[scores],
        LogicalStoredScores kept => new PhysicalStoredScan(kept.Stored, kept.Image),
        _ => throw new InvalidOperationException($"no operator for {source.GetType().Name}"),
    };

    private double Seconds(LogicalWorkload workload) =>
        workload.Scores.Sum(s => _implementations.Candidates(s) is [var best, ..] ? best.Estimate.Seconds : double.PositiveInfinity);
}
