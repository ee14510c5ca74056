using System.Buffers;
using System.Numerics.Tensors;

namespace Krypton.Execution.Approximation;

/// <summary>Sums of a map over windows.</summary>
internal static class WindowSums
{
    /// <summary>The sum of every window that lies inside the map, at its first cell; rows are as long as the map's, and what stands behind the last window of a row means nothing.</summary>
    public static double[] Of(ReadOnlySpan<double> map, int rows, int columns, int height, int width)
    {
        var sums = new double[Count(rows, columns, height)];
        Of(map, columns, height, width, sums);
        return sums;
    }

    /// <summary>The same into memory that is there.</summary>
    /// <param name="sums">As many as <see cref="Count"/> says.</param>
    public static void Of(ReadOnlySpan<double> map, int columns, int height, int width, Span<double> sums)
    {
        // The map is one long row: shifted by a row or a cell it adds to itself, many cells at once.
        var buffer = ArrayPool<double>.Shared.Rent(sums.Length);
        var down = buffer.AsSpan(0, sums.Length);
        map[..down.Length].CopyTo(down);
        for (var row = 1; row < height; row++)
        {
            TensorPrimitives.Add(down, map.Slice(row * columns, down.Length), down);
        }

        down.CopyTo(sums);
        for (var column = 1; column < width; column++)
        {
            TensorPrimitives.Add(sums[..^column], down[column..], sums[..^column]);
        }

        ArrayPool<double>.Shared.Return(buffer);
    }

    /// <summary>Cells of the rows that windows begin at.</summary>
    public static int Count(int rows, int columns, int height) => (rows - height + 1) * columns;

    /// <summary>The other way round: what all windows that hold a cell give it.</summary>
    /// <param name="windows">One value a window, arranged as <see cref="Of(ReadOnlySpan{double}, int, int, int, int)"/> gives them.</param>
    /// <param name="map">One value a cell.</param>
    public static void Spread(ReadOnlySpan<double> windows, int rows, int columns, int height, int width, Span<double> map)
    {
        var (paddedRows, paddedColumns) = (rows + height - 1, columns + width - 1);
        var pool = ArrayPool<double>.Shared;
        var (padded, sums) = (pool.Rent(paddedRows * paddedColumns), pool.Rent(rows * paddedColumns));
        padded.AsSpan(0, paddedRows * paddedColumns).Clear();
        for (var row = 0; row <= rows - height; row++)
        {
            windows.Slice(row * columns, columns - width + 1).CopyTo(padded.AsSpan(((row + height - 1) * paddedColumns) + width - 1));
        }

        Of(padded.AsSpan(0, paddedRows * paddedColumns), paddedColumns, height, width, sums.AsSpan(0, rows * paddedColumns));
        for (var row = 0; row < rows; row++)
        {
            sums.AsSpan(row * paddedColumns, columns).CopyTo(map[(row * columns)..]);
        }

        pool.Return(padded);
        pool.Return(sums);
    }
}
