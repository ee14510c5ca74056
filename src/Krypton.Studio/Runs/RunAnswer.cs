using System.Text.Json.Nodes;
using Krypton.Results;
using Krypton.Sql.Ast;

namespace Krypton.Studio.Runs;

/// <summary>What a run found.</summary>
/// <param name="Maps">Its heatmaps with what the page tells of each.</param>
/// <param name="Tables">Answers with rows.</param>
/// <param name="Messages">Sentences for people.</param>
/// <param name="Seconds">From its turn to its end, predictions for the page not counted.</param>
/// <param name="Positions">Positions of all maps, each image's once.</param>
/// <param name="Evaluated">Positions that were computed; the others were known from earlier answers or guessed.</param>
/// <param name="Reused">Positions that were read from earlier answers and views.</param>
/// <param name="Analysis">EXPLAIN ANALYZE of each explanation, as JSON.</param>
internal sealed record RunAnswer(
    IReadOnlyList<RunMap> Maps, IReadOnlyList<Relation> Tables, IReadOnlyList<string> Messages, double Seconds, long Positions, long Evaluated, long Reused, IReadOnlyList<JsonNode> Analysis)
{
    public long Bytes => Maps.Sum(m => Size(m.Heatmap)) + (Analysis.Count * 20_000L);

    public static long Size(Heatmap map) => (map.Grid.Count * 12L) + map.Picture.Rgb.Length;
}

/// <summary>A heatmap, the explanation it answers, and the best classes before and under the strongest occlusion.</summary>
internal sealed record RunMap(Heatmap Heatmap, ExplainOcclusion Query, IReadOnlyList<ClassScore> Before, IReadOnlyList<ClassScore> After);

/// <summary>A class and its probability.</summary>
internal sealed record ClassScore(int Class, string Label, double Probability);
