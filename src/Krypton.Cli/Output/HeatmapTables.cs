using Krypton.Results;
using Krypton.Sql.Ast;

namespace Krypton.Cli.Output;

/// <summary>What of heatmaps fits on a screen, as rows.</summary>
internal static class HeatmapTables
{
    private const int MostRows = 10;

    /// <summary>The positions with the largest drops, and how many those are; of several heatmaps also which one.</summary>
    public static (Relation Relation, int Count) Strongest(IReadOnlyList<Heatmap> heatmaps)
    {
        var positions = heatmaps.SelectMany(h => h.Grid.Positions().Select(p => h.Grid.Find(p)).Select(at => (Map: h, at!.Value.Row, at.Value.Column, Drop: h.Drop[at.Value.Row, at.Value.Column])));
        var rows = positions.OrderByDescending(p => p.Drop).Take(MostRows).Select(p => new object?[]
        {
            p.Map.Image, p.Map.Label, Patch(p.Map), p.Map.Grid.Y[p.Row], p.Map.Grid.X[p.Column], p.Map.Scores[p.Row, p.Column], p.Drop,
        }).ToList();
        Column[] columns =
        [
            new("image", typeof(string)), new("label", typeof(string)), new("patch (px)", typeof(string)), new("y (px)", typeof(int)), new("x (px)", typeof(int)),
            new(Kind(heatmaps), typeof(float)), new("drop", typeof(float)),
        ];

        // What is the same everywhere is said once, elsewhere.
        List<int> shown = [.. heatmaps.Count > 1 ? [0, 1] : Array.Empty<int>(), .. HaveSeveralPatches(heatmaps) ? [2] : Array.Empty<int>(), 3, 4, 5, 6];
        return (Relation.Of([.. shown.Select(i => columns[i])], rows.Select(row => shown.Select(i => row[i]).ToArray())), rows.Count);
    }

    /// <summary>One row a heatmap.</summary>
    public static Relation Overview(IReadOnlyList<Heatmap> heatmaps)
    {
        var patches = HaveSeveralPatches(heatmaps);
        Column[] columns =
        [
            new("image", typeof(string)), .. patches ? [new Column("patch (px)", typeof(string))] : Array.Empty<Column>(), new("predicted", typeof(string)), new("probability", typeof(float)),
            new("explained", typeof(string)), new($"base {Kind(heatmaps)}", typeof(float)),
            new("largest drop", typeof(float)), new("y (px)", typeof(int)), new("x (px)", typeof(int)),
        ];
        return Relation.Of(columns, heatmaps.Select(h =>
        {
            var (row, column, drop) = h.Strongest();
            return (object?[])[h.Image, .. patches ? [Patch(h)] : Array.Empty<object?>(), h.Predicted.Label, h.Predicted.Probability, h.Label, h.BaseScore, drop, h.Grid.Y[row], h.Grid.X[column]];
        }));
    }

    /// <summary>Whether they are of patches of different sizes.</summary>
    public static bool HaveSeveralPatches(IReadOnlyList<Heatmap> heatmaps) => heatmaps.Select(Patch).Distinct().Skip(1).Any();

    /// <summary>The patch of a map, height × width.</summary>
    public static string Patch(Heatmap heatmap) => $"{(heatmap.AveragedFrom ?? heatmap.Grid).PatchHeight}×{(heatmap.AveragedFrom ?? heatmap.Grid).PatchWidth}";

    private static string Kind(IReadOnlyList<Heatmap> heatmaps) => heatmaps[0].ScoreKind == ScoreKind.Probability ? "probability" : "logit";
}
