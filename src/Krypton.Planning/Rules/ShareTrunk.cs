using Krypton.Planning.Logical;
using Krypton.Planning.Sharing;
using Krypton.Sql;

namespace Krypton.Planning.Rules;

/// <summary>Models that begin with the same layers and weights run these once for all.</summary>
public sealed class ShareTrunk : Rule
{
    public override string Summary => "models that begin with the same layers and weights run these once";

    public override IEnumerable<Rewrite> Apply(LogicalWorkload workload, RuleContext context)
    {
        foreach (var (a, b) in workload.Pairs())
        {
            if (!WorkloadEdits.SameModels(a, b) && a.Images == b.Images && a.Models[0].Pixels == b.Models[0].Pixels)
            {
                var models = a.Models.Concat(b.Models).DistinctBy(m => m.Content).ToSeq();
                var networks = models.Select(m => m.Model.Network).ToList();
                var (apart, shared) = (networks.Sum(n => n.Nodes.Count), SharedNetwork.Of(networks).Graph.Nodes.Count);

                // The input node is always the same.
                if (shared < apart - (networks.Count - 1))
                {
                    var merged = a with { Models = models, Positions = WorkloadEdits.Merge(a.Positions, b.Positions) };
                    yield return new Rewrite(
                        workload.Replace([a, b], [merged]), $"{apart - shared:N0} layers that models {string.Join(" and ", models.Select(m => $"'{m.Name}'"))} have in common");
                }
            }
        }
    }
}
