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
            if (row < _map.Height)
            {
                Add(drawn, row);
            }
            else
            {
                Move(drawn, row);
            }

            if (row >= _map.Height - 1)
            {
                total += Row((row - _map.Height + 1) * _map.Columns, c1, c2);
            }
        }

        return total / ((_map.Rows - _map.Height + 1.0) * (_map.Columns - _map.Width + 1));
    }

    /// <summary>Takes a row into the sums of its columns.</summary>
    private void Add(ReadOnlySpan<Vector512<double>> drawn, int row)
    {
        var average = Vector512.Create(_map.Average);
        for (var column = 0; column < _map.Columns; column++)
        {
            var cell = (row * _map.Columns) + column;
            var value = drawn[cell] - average;
            _sums[column] += value;
            _squares[column] = Vector512.MultiplyAddEstimate(value, value, _squares[column]);
            _products[column] = Vector512.MultiplyAddEstimate(value, Vector512.Create(_map.Centered[cell]), _products[column]);
        }
    }

    /// <summary>Takes a row into the sums of its columns, and the one a window's height above out of them.</summary>
    private void Move(ReadOnlySpan<Vector512<double>> drawn, int row)
    {
        var (columns, average) = (_map.Columns, Vector512.Create(_map.Average));
        var entering = drawn.Slice(row * columns, columns);
        var leaving = drawn.Slice((row - _map.Height) * columns, columns);
        var own = _map.Centered.Slice(row * columns, columns);
        var above = _map.Centered.Slice((row - _map.Height) * columns, columns);
        var sums = _sums.AsSpan(0, columns);
        var squares = _squares.AsSpan(0, columns);
        var products = _products.AsSpan(0, columns);
        for (var column = 0; column < entering.Length; column++)
        {
            var (value, old) = (entering[column] - average, leaving[column] - average);
            var change = value - old;
            sums[column] += change;
            squares[column] = Vector512.MultiplyAddEstimate(change, value + old, squares[column]);
            products[column] += (value * Vector512.Create(own[column])) - (old * Vector512.Create(above[column]));
        }
    }

    /// <summary>The sum over the windows of a row.</summary>
    private Vector512<double> Row(int window, Vector512<double> c1, Vector512<double> c2)
    {
        var (count, width) = (_map.Height * _map.Width, _map.Width);
        var (perWindow, perVariance) = (Vector512.Create(1.0 / count), Vector512.Create(count == 1 ? 0.0 : 1.0 / (count - 1)));
        var (sums, squares, products, total) = (Vector512<double>.Zero, Vector512<double>.Zero, Vector512<double>.Zero, Vector512<double>.Zero);
        var average = Vector512.Create(_map.Average);
        var means = _map.Means.Slice(window, _map.Columns - width + 1);
        var variances = _map.Variances.Slice(window, means.Length);
        for (var column = 0; column < width - 1; column++)
        {
            (sums, squares, products) = (sums + _sums[column], squares + _squares[column], products + _products[column]);
        }

        for (var first = 0; first < means.Length; first++)
        {
            var last = first + width - 1;
            (sums, squares, products) = (sums + _sums[last], squares + _squares[last], products + _products[last]);
            var (mean, my) = (sums * perWindow, Vector512.Create(means[first]));
            var (mx, variance) = (mean + average, (squares - (sums * mean)) * perVariance);
            var covariance = (products - (sums * (my - average))) * perVariance;
            total += ((2 * mx * my) + c1) * ((2 * covariance) + c2)
                / (((mx * mx) + (my * my) + c1) * (variance + Vector512.Create(variances[first]) + c2));
            (sums, squares, products) = (sums - _sums[first], squares - _squares[first], products - _products[first]);
        }

        return total;
    }
}
