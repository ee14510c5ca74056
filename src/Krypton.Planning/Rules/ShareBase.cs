using Krypton.Planning.Logical;
using Krypton.Sql;

namespace Krypton.Planning.Rules;

/// <summary>Queries of one model and image with other patches or fills materialize its activations once, and fill batches together.</summary>
public sealed class ShareBase : Rule
{
    public override string Summary => "queries of one model and image with other patches or fills materialize the activations once";

    public override IEnumerable<Rewrite> Apply(LogicalWorkload workload, RuleContext context)
    {
        foreach (var (a, b) in workload.Pairs())
        {
            if (WorkloadEdits.SameModels(a, b) && a.Images == b.Images)
            {
                var merged = a with { Positions = a.Positions.Concat(b.Positions).ToSeq() };
                yield return new Rewrite(workload.Replace([a, b], [merged]), $"{merged.Positions.Count} patches or fills over the activations of model '{a.Models[0].Name}'");
            }
        }
    }
}
