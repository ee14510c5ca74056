using Krypton.Planning.Logical;

namespace Krypton.Workloads;

/// <summary>An order of a grid's positions in which every 8th row and column comes first, then every 4th, every 2nd, and the rest: a picture of the whole map is there early.</summary>
internal static class CoarseToFine
{
    /// <summary>Maps of fewer positions are there before anybody could look.</summary>
    private const int SmallestMap = 400;

    private static readonly int[] Steps = [8, 4, 2, 1];

    /// <summary>The positions in that order, scene by scene; within a step from the top left on.</summary>
    /// <param name="grid">Of a scene; positions that are none of its come last.</param>
    public static Occlusion[] Order(IReadOnlyList<Occlusion> positions, Func<int, PatchGrid> grid) =>
    [
        .. positions.GroupBy(p => p.Scene).SelectMany(scene => grid(scene.Key) is { Count: >= SmallestMap } seen
            ? scene.OrderBy(p => Level(seen.Find(p)))
            : (IEnumerable<Occlusion>)scene),
    ];

    /// <summary>A map whose unknown cells follow from those around them that are known.</summary>
    /// <param name="map">Rows × columns; only the known cells count.</param>
    /// <param name="known">Row by row.</param>
    public static float[,] Fill(float[,] map, IReadOnlyList<bool> known)
    {
        var (rows, columns) = (map.GetLength(0), map.GetLength(1));
        var filled = (float[,])map.Clone();
        var there = known.ToArray();
        foreach (var step in Steps)
        {
            for (var row = 0; row < rows; row += step)
            {
                for (var column = 0; column < columns; column += step)
                {
                    var at = (row * columns) + column;
                    if (!there[at])
                    {
                        (filled[row, column], there[at]) = (Between(filled, there, row, column, step), true);
                    }
                }
            }
        }

        return filled;
    }

    private static int Level((int Row, int Column)? cell) =>
        cell is var (row, column) ? Array.FindIndex(Steps, s => row % s == 0 && column % s == 0) : Steps.Length;

    /// <summary>The mean of the nearest cells on the grid that is twice as coarse, or what stands there where none is known.</summary>
    private static float Between(float[,] map, bool[] there, int row, int column, int step)
    {
        var (sum, count, columns) = (0f, 0, map.GetLength(1));
        foreach (var y in Neighbours(row, step, map.GetLength(0)))
        {
            foreach (var x in Neighbours(column, step, columns))
            {
                if (there[(y * columns) + x])
                {
                    (sum, count) = (sum + map[y, x], count + 1);
                }
            }
        }

        return count > 0 ? sum / count : map[row, column];
    }

    private static IEnumerable<int> Neighbours(int at, int step, int length)
    {
        var before = at / (2 * step) * 2 * step;
        yield return before;
        if (before != at && before + (2 * step) < length)
        {
            yield return before + (2 * step);
        }
    }
}
