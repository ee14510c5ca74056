using Krypton.Results;

namespace Krypton.Output;

/// <summary>Heatmaps as rows: one a position, image and class.</summary>
internal static class HeatmapRelation
{
    private static readonly Column[] Columns =
    [
        new("image", typeof(string)), new("model", typeof(string)), new("class", typeof(int)), new("label", typeof(string)),
        new("row", typeof(int)), new("col", typeof(int)), new("y", typeof(int)), new("x", typeof(int)),
        new("height", typeof(int)), new("width", typeof(int)), new("score", typeof(float)), new("drop", typeof(float)),
    ];

    public static Relation Of(IReadOnlyList<Heatmap> heatmaps) => new(Columns, heatmaps.SelectMany(Rows));

    private static IEnumerable<object?[]> Rows(Heatmap map)
    {
        for (var row = 0; row < map.Grid.Rows; row++)
        {
            for (var column = 0; column < map.Grid.Columns; column++)
            {
                yield return
                [
                    map.Image, map.Model, map.ClassIndex, map.Label, row, column, map.Grid.Y[row], map.Grid.X[column],
                    map.Grid.PatchHeight, map.Grid.PatchWidth, map.Scores[row, column], map.Drop[row, column],
                ];
            }
        }
    }
}
