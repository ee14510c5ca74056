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
            p.Map.Image, p.Map.Label, p.Map.Grid.Y[p.Row], p.Map.Grid.X[p.Column], p.Map.Scores[p.Row, p.Column], p.Drop,
        }).ToList();
        Column[] columns =
        [
            new("image", typeof(string)), new("label", typeof(string)), new("y (px)", typeof(int)), new("x (px)", typeof(int)),
            new(Kind(heatmaps), typeof(float)), new("drop", typeof(float)),
        ];
        var first = heatmaps.Count > 1 ? 0 : 2;
        return (Relation.Of(columns[first..], rows.Select(row => row[first..])), rows.Count);
    }

    /// <summary>One row a heatmap.</summary>
    public static Relation Overview(IReadOnlyList<Heatmap> heatmaps)
    {
        Column[] columns =
        [
            new("image", typeof(string)), new("predicted", typeof(string)), new("probability", typeof(float)),
            new("explained", typeof(string)), new($"base {Kind(heatmaps)}", typeof(float)),
            new("largest drop", typeof(float)), new("y (px)", typeof(int)), new("x (px)", typeof(int)),
        ];
        return Relation.Of(columns, heatmaps.Select(h =>
        {
            var (row, column, drop) = h.Strongest();
            return new object?[] { h.Image, h.Predicted.Label, h.Predicted.Probability, h.Label, h.BaseScore, drop, h.Grid.Y[row], h.Grid.X[column] };
        }));
    }

    private static string Kind(IReadOnlyList<Heatmap> heatmaps) => heatmaps[0].ScoreKind == ScoreKind.Probability ? "probability" : "logit";
}
