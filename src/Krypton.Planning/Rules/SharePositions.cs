using Krypton.Planning.Logical;

namespace Krypton.Planning.Rules;

/// <summary>Queries of one model, image, patch and fill evaluate the positions they have in common once.</summary>
public sealed class SharePositions : Rule
{
    public override string Summary => "queries of one model, image, patch and fill evaluate common positions once";

    public override IEnumerable<Rewrite> Apply(LogicalWorkload workload, RuleContext context)
    {
        foreach (var (a, b) in workload.Pairs())
        {
            if (WorkloadEdits.SameModels(a, b) && a.Images == b.Images && a.Positions.Count == b.Positions.Count && a.Positions.All(p => b.Positions.Any(p.Matches)))
            {
                var merged = a with { Positions = WorkloadEdits.Merge(a.Positions, b.Positions) };
                yield return new Rewrite(
                    workload.Replace([a, b], [merged]), $"{a.PositionsPerImage:N0} and {b.PositionsPerImage:N0} positions of model '{a.Models[0].Name}' become {merged.PositionsPerImage:N0}");
            }
        }
    }
}
