using Krypton.Planning.Logical;
using Krypton.Results;

namespace Krypton.Output;

/// <summary>From a map of positions to one of pixels: the mean over the patches that cover each.</summary>
internal static class PixelAverage
{
    /// <exception cref="InvalidOperationException">Some pixels have no patch.</exception>
    public static Heatmap Of(Heatmap map)
    {
        var grid = map.Grid;
        if (map.AveragedFrom is not null)
        {
            return map;
        }

        if (grid.StrideHeight > grid.PatchHeight || grid.StrideWidth > grid.PatchWidth)
        {
            throw new InvalidOperationException("The stride is larger than the patch: between the patches lie pixels that none covers.");
        }

        var (height, width) = (Length(grid.Y, grid.PatchHeight), Length(grid.X, grid.PatchWidth));
        var rows = Covering(grid.Y, grid.PatchHeight, height);
        var columns = Covering(grid.X, grid.PatchWidth, width);
        var sums = Sums(map.Scores);
        var scores = new float[height, width];
        for (var y = 0; y < height; y++)
        {
            var (top, bottom) = rows[y];
            for (var x = 0; x < width; x++)
            {
                var (left, right) = columns[x];
                var sum = sums[bottom, right] - sums[top, right] - sums[bottom, left] + sums[top, left];
                scores[y, x] = (float)(sum / ((bottom - top) * (right - left)));
            }
        }

        var pixels = new PatchGrid(1, 1, 1, 1, new PositionAxis(grid.Y.Start, 1, height), new PositionAxis(grid.X.Start, 1, width));
        return map.With(pixels, scores, Known(map, rows, columns));
    }

    private static int Length(PositionAxis axis, int patch) => axis[axis.Count - 1] + patch - axis.Start;

    /// <summary>For each pixel the first of the positions that cover it, and the one behind the last.</summary>
    private static (int First, int End)[] Covering(PositionAxis axis, int patch, int length)
    {
        var covering = new (int First, int End)[length];
        var (first, end) = (0, 0);
        for (var pixel = 0; pixel < length; pixel++)
        {
            while (axis[first] + patch <= axis.Start + pixel)
            {
                first++;
            }

            while (end < axis.Count && axis[end] <= axis.Start + pixel)
            {
                end++;
            }

            covering[pixel] = (first, end);
        }

        return covering;
    }

    /// <summary>What lies above and to the left of each corner, summed.</summary>
    private static double[,] Sums(float[,] scores)
    {
        var sums = new double[scores.GetLength(0) + 1, scores.GetLength(1) + 1];
        for (var row = 0; row < scores.GetLength(0); row++)
        {
            for (var column = 0; column < scores.GetLength(1); column++)
            {
                sums[row + 1, column + 1] = scores[row, column] + sums[row, column + 1] + sums[row + 1, column] - sums[row, column];
            }
        }

        return sums;
    }

    /// <summary>For each pixel what is known of all patches over it: the class that they turn the prediction into, plus one; −1 where they differ, 0 where a score was estimated.</summary>
    private static int[,] Known(Heatmap map, (int First, int End)[] rows, (int First, int End)[] columns)
    {
        var known = new int[rows.Length, columns.Length];
        for (var y = 0; y < rows.Length; y++)
        {
            for (var x = 0; x < columns.Length; x++)
            {
                var winner = map.WinnerAt(rows[y].First, columns[x].First) + 1 ?? -1;
                for (var row = rows[y].First; row < rows[y].End && winner != 0; row++)
                {
                    for (var column = columns[x].First; column < columns[x].End && winner != 0; column++)
                    {
                        winner = !map.IsExactAt(row, column) ? 0 : map.WinnerAt(row, column) + 1 == winner ? winner : -1;
                    }
                }

                known[y, x] = winner;
            }
        }

        return known;
    }
}
