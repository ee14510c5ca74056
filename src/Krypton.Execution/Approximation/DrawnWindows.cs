using System.Runtime.Intrinsics;

namespace Krypton.Execution.Approximation;

/// <summary>
/// Compares eight maps, one in each lane, with one map in one pass: sums over windows follow the rows, and what a row takes stays in
/// the first cache.
/// </summary>
internal sealed class DrawnWindows
{
    private readonly WindowedMap _map;
    private readonly Vector512<double>[] _sums;
    private readonly Vector512<double>[] _squares;
    private readonly Vector512<double>[] _products;

    public DrawnWindows(WindowedMap map)
    {
        _map = map;
        (_sums, _squares, _products) = (new Vector512<double>[map.Columns], new Vector512<double>[map.Columns], new Vector512<double>[map.Columns]);
    }

    /// <summary>The mean SSIM of each drawn map, taken as the right one, and the map.</summary>
    /// <param name="drawn">Cell by cell.</param>
    /// <param name="c1">SSIM's constants for each drawn map.</param>
    /// <param name="c2">The second of them.</param>
    public Vector512<double> Similarity(ReadOnlySpan<Vector512<double>> drawn, Vector512<double> c1, Vector512<double> c2)
    {
        Array.Clear(_sums);
        Array.Clear(_squares);
        Array.Clear(_products);
        var total = Vector512<double>.Zero;
        for (var row = 0; row < _map.Rows; row++)
        {
            Add(drawn, row, 1);
            if (row >= _map.Height)
            {
                Add(drawn, row - _map.Height, -1);
            }

            if (row >= _map.Height - 1)
            {
                total += Row((row - _map.Height + 1) * _map.Columns, c1, c2);
            }
        }

        return total / ((_map.Rows - _map.Height + 1.0) * (_map.Columns - _map.Width + 1));
    }

    private void Add(ReadOnlySpan<Vector512<double>> drawn, int row, double sign)
    {
        var average = Vector512.Create(_map.Average);
        for (var column = 0; column < _map.Columns; column++)
        {
            var cell = (row * _map.Columns) + column;
            var value = drawn[cell] - average;
            var signed = value * sign;
            _sums[column] += signed;
            _squares[column] = Vector512.MultiplyAddEstimate(value, signed, _squares[column]);
            _products[column] = Vector512.MultiplyAddEstimate(signed, Vector512.Create(_map.Values[cell] - _map.Average), _products[column]);
        }
    }

    /// <summary>The sum over the windows of a row.</summary>
    private Vector512<double> Row(int window, Vector512<double> c1, Vector512<double> c2)
    {
        var count = _map.Height * _map.Width;
        var (perWindow, perVariance) = (Vector512.Create(1.0 / count), Vector512.Create(count == 1 ? 0.0 : 1.0 / (count - 1)));
        var (sums, squares, products, total) = (Vector512<double>.Zero, Vector512<double>.Zero, Vector512<double>.Zero, Vector512<double>.Zero);
        for (var column = 0; column < _map.Columns; column++)
        {
            (sums, squares, products) = (sums + _sums[column], squares + _squares[column], products + _products[column]);
            if (column < _map.Width - 1)
            {
                continue;
            }

            var mean = sums * perWindow;
            var other = Vector512.Create(_map.Mean(window) - _map.Average);
            var variance = (squares - (sums * mean)) * perVariance;
            var covariance = (products - (sums * other)) * perVariance;
            var (mx, my) = (mean + Vector512.Create(_map.Average), other + Vector512.Create(_map.Average));
            total += ((2 * mx * my) + c1) * ((2 * covariance) + c2)
                / (((mx * mx) + (my * my) + c1) * (variance + Vector512.Create(_map.Variance(window)) + c2));
            window++;
            var left = column - _map.Width + 1;
            (sums, squares, products) = (sums - _sums[left], squares - _squares[left], products - _products[left]);
        }

        return total;
    }
}
