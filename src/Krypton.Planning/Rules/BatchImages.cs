using Krypton.Planning.Logical;

namespace Krypton.Planning.Rules;

/// <summary>Where one image's positions do not fill a batch, several images go through the network together.</summary>
public sealed class BatchImages : Rule
{
    private static readonly int[] Together = [32, 16, 8, 4, 2];

    public override string Summary => "where one image's positions do not fill a batch, several images share it";

    public override IEnumerable<Rewrite> Apply(LogicalWorkload workload, RuleContext context)
    {
        foreach (var scores in workload.Scores.Where(s => s is { ImagesTogether: 1, Images.Count: > 1, Goal: null }))
        {
            foreach (var together in Together.Where(t => t < scores.Images.Count * 2))
            {
                var images = Math.Min(together, scores.Images.Count);
                yield return new Rewrite(
                    workload.Replace([scores], [scores with { ImagesTogether = images }]), $"{images} images of {scores.PositionsPerImage:N0} positions each in one batch");
            }
        }
    }
}
