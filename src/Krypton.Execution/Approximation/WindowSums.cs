namespace Krypton.Execution.Approximation;

/// <summary>Means and covariances of two maps over every window that lies inside them, from integral images.</summary>
internal sealed class WindowSums
{
    private readonly int _stride;
    private readonly int _height;
    private readonly int _width;
    private readonly double _meanA;
    private readonly double[] _a;
    private readonly double[] _b;
    private readonly double[] _ab;

    /// <param name="a">A map, row by row.</param>
    /// <param name="b">Another of the same size; the same one gives variances.</param>
    public WindowSums(ReadOnlySpan<double> a, ReadOnlySpan<double> b, int rows, int columns, int height, int width)
    {
        (Rows, Columns, _height, _width, _stride) = (rows - height + 1, columns - width + 1, height, width, columns + 1);
        _meanA = Average(a);
        var meanB = Average(b);
        (_a, _b, _ab) = (new double[(rows + 1) * _stride], new double[(rows + 1) * _stride], new double[(rows + 1) * _stride]);
        for (var row = 0; row < rows; row++)
        {
            var (sumA, sumB, sumAb) = (0.0, 0.0, 0.0);
            for (var column = 0; column < columns; column++)
            {
                var (va, vb) = (a[(row * columns) + column] - _meanA, b[(row * columns) + column] - meanB);
                (sumA, sumB, sumAb) = (sumA + va, sumB + vb, sumAb + (va * vb));
                var at = ((row + 1) * _stride) + column + 1;
                (_a[at], _b[at], _ab[at]) = (_a[at - _stride] + sumA, _b[at - _stride] + sumB, _ab[at - _stride] + sumAb);
            }
        }
    }

    /// <summary>Rows of windows.</summary>
    public int Rows { get; }

    /// <summary>Columns of windows.</summary>
    public int Columns { get; }

    private int Count => _height * _width;

    public double MeanOfFirst(int row, int column) => _meanA + (Sum(_a, row, column) / Count);

    /// <summary>The sample covariance in the window whose first cell is the given one.</summary>
    public double Covariance(int row, int column) =>
        Count == 1 ? 0 : (Sum(_ab, row, column) - (Sum(_a, row, column) * Sum(_b, row, column) / Count)) / (Count - 1);

    private static double Average(ReadOnlySpan<double> map)
    {
        var sum = 0.0;
        foreach (var value in map)
        {
            sum += value;
        }

        return sum / map.Length;
    }

    private double Sum(double[] integral, int row, int column)
    {
        var (top, bottom) = ((row * _stride) + column, ((row + _height) * _stride) + column);
        return integral[bottom + _width] - integral[bottom] - integral[top + _width] + integral[top];
    }
}
