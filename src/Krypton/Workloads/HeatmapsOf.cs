using Krypton.Execution.Heatmaps;
using Krypton.Imaging;
using Krypton.Planning.Logical;
using Krypton.Results;
using Krypton.Sql.Ast;

namespace Krypton.Workloads;

/// <summary>From collected scores to what people get.</summary>
internal static class HeatmapsOf
{
    /// <summary>One heatmap a class of an image whose scores are complete.</summary>
    /// <param name="quality">How good each is; null for exact ones.</param>
    /// <param name="maps">Other scores than the assembly's: those of a preview.</param>
    public static IReadOnlyList<Heatmap> Image(BoundQuery query, BoundImage image, HeatmapAssembly assembly, RgbImage picture, IReadOnlyList<HeatmapQuality>? quality = null, IReadOnlyList<float[,]>? maps = null)
    {
        var (bound, head) = (query.Model.Bound, query.Model.Bound.Model.Head);
        var probabilities = Scores.Of(assembly.BaseLogits, head, ScoreKind.Probability);
        var scores = query.Query.Score == ScoreKind.Probability ? probabilities : Scores.Of(assembly.BaseLogits, head, query.Query.Score);
        var best = ClassChoices.Top(assembly.BaseLogits, 1)[0];
        var predicted = new Prediction(best, bound.Label(best), (float)probabilities[best]);
        var made = assembly.Classes.Select((index, i) => new Heatmap(
            image.Name, bound.Name, index, bound.Label(index), query.Query.Score, query.Query.Grid, (float)scores[index], maps?[i] ?? assembly.Maps[i], assembly.Winners, predicted, bound.Labels, picture)
            { Quality = quality?[i] });
        return [.. query.Query.Output == OutputKind.Pixels ? made.Select(m => m.ToPixels()) : made];
    }
}
