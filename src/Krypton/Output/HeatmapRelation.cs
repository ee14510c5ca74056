using Krypton.Results;

namespace Krypton.Output;

/// <summary>Heatmaps as rows: one a position, image and class.</summary>
internal static class HeatmapRelation
{
    public static Relation Of(IReadOnlyList<Heatmap> heatmaps) => new(AnswerColumns.Explanation, heatmaps.SelectMany(Rows));

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
                    map.WinnerAt(row, column) is { } winner ? winner < map.Labels.Count ? map.Labels[winner] : $"class {winner}" : null, map.IsExactAt(row, column),
                ];
            }
        }
    }
}
