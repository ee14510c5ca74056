using Krypton.Execution.Approximation;
using Krypton.Results;

namespace Krypton.Studio.Answers;

/// <summary>How two maps of one picture differ. Maps of unlike grids are read between their positions, at the middles of the finer one's patches.</summary>
internal static class MapComparison
{
    /// <summary>The drop of the second less that of the first on a common lattice, and how alike they are.</summary>
    /// <returns>Null when they have no place in common.</returns>
    public static object? Of(Heatmap first, Heatmap second)
    {
        var (a, b) = (first.Grid, second.Grid);
        if (first.Picture.Width != second.Picture.Width || first.Picture.Height != second.Picture.Height)
        {
            return null;
        }

        var fine = a.StrideHeight * a.StrideWidth <= b.StrideHeight * b.StrideWidth ? first : second;
        var rows = Common(fine.Grid.Y, fine.Grid.PatchHeight, a.Y, a.PatchHeight, b.Y, b.PatchHeight);
        var columns = Common(fine.Grid.X, fine.Grid.PatchWidth, a.X, a.PatchWidth, b.X, b.PatchWidth);
        if (rows.Count == 0 || columns.Count == 0)
        {
            return null;
        }

        var (x, y, difference) = (new double[rows.Count * columns.Count], new double[rows.Count * columns.Count], new float[rows.Count, columns.Count]);
        for (var i = 0; i < x.Length; i++)
        {
            var (row, column) = Math.DivRem(i, columns.Count);
            (x[i], y[i]) = (At(first, rows[row], columns[column]), At(second, rows[row], columns[column]));
            difference[row, column] = (float)(y[i] - x[i]);
        }

        return new
        {
            Ssim = StructuralSimilarity.Mean(x, y, rows.Count, columns.Count, StructuralSimilarity.Range(x)),
            MeanAbsolute = x.Zip(y, (p, q) => Math.Abs(p - q)).Average(), Largest = x.Zip(y, (p, q) => Math.Abs(p - q)).Max(), Interpolated = a != b,
            first.Picture.Width, first.Picture.Height,
            Grid = new
            {
                Rows = rows.Count, Columns = columns.Count, fine.Grid.PatchHeight, fine.Grid.PatchWidth, fine.Grid.StrideHeight, fine.Grid.StrideWidth,
                Y = (int)(rows[0] - (fine.Grid.PatchHeight / 2.0)), X = (int)(columns[0] - (fine.Grid.PatchWidth / 2.0)),
            },
            Difference = Packed.Floats(difference),
        };
    }

    /// <summary>The middles of the finer map's patches that lie between the first and the last of both.</summary>
    private static List<double> Common(Planning.Logical.PositionAxis fine, int patch, Planning.Logical.PositionAxis a, int patchA, Planning.Logical.PositionAxis b, int patchB)
    {
        static double Middle(Planning.Logical.PositionAxis axis, int patch, int index) => axis[index] + (patch / 2.0);
        var low = Math.Max(Middle(a, patchA, 0), Middle(b, patchB, 0));
        var high = Math.Min(Middle(a, patchA, a.Count - 1), Middle(b, patchB, b.Count - 1));
        return [.. Enumerable.Range(0, fine.Count).Select(i => Middle(fine, patch, i)).Where(m => m >= low && m <= high)];
    }

    private static double At(Heatmap map, double middleY, double middleX)
    {
        var (row, down) = Place(map.Grid.Y, middleY - (map.Grid.PatchHeight / 2.0));
        var (column, right) = Place(map.Grid.X, middleX - (map.Grid.PatchWidth / 2.0));
        var (nextRow, nextColumn) = (Math.Min(row + 1, map.Grid.Rows - 1), Math.Min(column + 1, map.Grid.Columns - 1));
        var above = ((1 - right) * map.Drop[row, column]) + (right * map.Drop[row, nextColumn]);
        var below = ((1 - right) * map.Drop[nextRow, column]) + (right * map.Drop[nextRow, nextColumn]);
        return ((1 - down) * above) + (down * below);
    }

    private static (int Index, double Fraction) Place(Planning.Logical.PositionAxis axis, double offset)
    {
        var place = Math.Clamp((offset - axis.Start) / axis.Stride, 0, axis.Count - 1);
        var index = (int)place;
        return (index, place - index);
    }
}
