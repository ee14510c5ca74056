using Krypton.Planning.Logical;
using Krypton.Sql;

namespace Krypton.Planning.Rules;

/// <summary>Collections that overlap are split, so that what they have in common can be shared.</summary>
public sealed class AlignImages : Rule
{
    public override string Summary => "collections of images that overlap are split, so that the common images can be shared";

    /// <summary>It changes nothing by itself; the rules after it are weighed.</summary>
    public override bool Costed => false;

    public override IEnumerable<Rewrite> Apply(LogicalWorkload workload, RuleContext context)
    {
        foreach (var (a, b) in workload.Pairs())
        {
            var common = a.Images.Where(b.Images.Contains).ToSeq();
            if (a.Models[0].Pixels == b.Models[0].Pixels && common.Count > 0 && common.Count < Math.Max(a.Images.Count, b.Images.Count))
            {
                LogicalScores[] parts = [.. Parts(a, common), .. Parts(b, common)];
                yield return new Rewrite(workload.Replace([a, b], parts), $"{common.Count:N0} common images apart from {a.Images.Count + b.Images.Count - (2 * common.Count):N0} others");
            }
        }
    }

    private static IEnumerable<LogicalScores> Parts(LogicalScores scores, Seq<BoundImage> common)
    {
        yield return scores with { Images = common };
        var rest = scores.Images.Where(i => !common.Contains(i)).ToSeq();
        if (rest.Count > 0)
        {
            yield return scores with { Images = rest };
        }
    }
}
