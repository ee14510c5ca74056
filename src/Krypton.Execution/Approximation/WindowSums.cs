using System.Numerics.Tensors;

namespace Krypton.Execution.Approximation;

/// <summary>Sums of a map over windows.</summary>
internal static class WindowSums
{
    /// <summary>The sum of every window that lies inside the map, at its first cell; rows are as long as the map's, and what stands behind the last window of a row means nothing.</summary>
    public static double[] Of(ReadOnlySpan<double> map, int rows, int columns, int height, int width)
    {
        // The map is one long row: shifted by a row or a cell it adds to itself, many cells at once.
        var length = (rows - height + 1) * columns;
        var down = map[..length].ToArray();
        for (var row = 1; row < height; row++)
        {
            TensorPrimitives.Add(down, map.Slice(row * columns, length), down);
        }

        var across = (double[])down.Clone();
        for (var column = 1; column < width; column++)
        {
            TensorPrimitives.Add(across.AsSpan(0, length - column), down.AsSpan(column), across.AsSpan(0, length - column));
        }

        return across;
    }

    /// <summary>The other way round: what all windows that hold a cell give it.</summary>
    /// <param name="windows">One value a window, arranged as <see cref="Of"/> gives them.</param>
    public static double[] Spread(ReadOnlySpan<double> windows, int rows, int columns, int height, int width)
    {
        var (paddedRows, paddedColumns) = (rows + height - 1, columns + width - 1);
        var padded = new double[paddedRows * paddedColumns];
        for (var row = 0; row <= rows - height; row++)
        {
            windows.Slice(row * columns, columns - width + 1).CopyTo(padded.AsSpan(((row + height - 1) * paddedColumns) + width - 1));
        }

        var sums = Of(padded, paddedRows, paddedColumns, height, width);
        var map = new double[rows * columns];
        for (var row = 0; row < rows; row++)
        {
            sums.AsSpan(row * paddedColumns, columns).CopyTo(map.AsSpan(row * columns));
        }

        return map;
    }
}
