using System.Buffers;
using System.Collections.Concurrent;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Krypton.Execution.Approximation;

/// <summary>
/// A map of scores known at some cells of a grid, as a Gaussian process conditioned on them: what the other cells most likely
/// hold, and maps that are as likely as the true one (Rasmussen and Williams 2006, chapter 2).
/// </summary>
internal sealed class ScoreField
{
    private readonly int _rows;
    private readonly int _columns;
    private readonly int[] _cells;
    private readonly FieldKernel _kernel;
    private readonly double[] _scale;
    private readonly double[] _alongRows;
    private readonly double[] _alongColumns;
    private readonly Cholesky _factor;
    private readonly ConcurrentDictionary<int, PriorMaps> _priors;
    private readonly Lazy<Cholesky> _priorRows;
    private readonly Lazy<Cholesky> _priorColumns;
    private readonly int _threads;
    private readonly Dictionary<int, double[]> _solved = [];

    /// <param name="cells">The known cells' indices, row by row; each once.</param>
    /// <param name="scale">The standard deviation at every cell of the grid.</param>
    /// <param name="before">A field that knew the first of these cells, whose work is taken over where the kernel is the same.</param>
    /// <param name="threads">CPU threads.</param>
    public ScoreField(int rows, int columns, int[] cells, FieldKernel kernel, double[] scale, ScoreField? before = null, int threads = 1)
    {
        (_rows, _columns, _cells, _kernel, _scale, _threads) = (rows, columns, cells, kernel, scale, threads);
        (_alongRows, _alongColumns) = (kernel.Axis(rows), kernel.Axis(columns));
        var (ys, xs) = (cells.Select(c => c / columns).ToArray(), cells.Select(c => c % columns).ToArray());
        before = before?._kernel == kernel ? before : null;
        _factor = new Cholesky(
            cells.Length, (i, j) => (_alongRows[Math.Abs(ys[i] - ys[j])] * _alongColumns[Math.Abs(xs[i] - xs[j])]) + (i == j ? kernel.Nugget : 0),
            before?._factor, threads, i => before?._solved.GetValueOrDefault(cells[i]));
        _priors = before?._priors ?? [];
        (_priorRows, _priorColumns) = before is null ? (new(() => Factor(_alongRows)), new(() => Factor(_alongColumns))) : (before._priorRows, before._priorColumns);
    }

    /// <summary>The most likely map.</summary>
    /// <param name="values">What the known cells hold, less the trend.</param>
    public double[] Predict(ReadOnlySpan<double> values)
    {
        var (spread, map) = (ArrayPool<Vector512<double>>.Shared.Rent(_rows * _columns), new double[_rows * _columns]);
        Spread([.. _factor.Solve(Standardized(values)).Select(Vector512.Create)], spread);
        for (var i = 0; i < map.Length; i++)
        {
            map[i] = spread[i][0] * _scale[i];
        }

        ArrayPool<Vector512<double>>.Shared.Return(spread);
        return map;
    }

    /// <summary>
    /// Eight maps as likely as the true one, as what each has more than the most likely one: Matheron's rule, draws from the prior
    /// corrected by what the known cells say.
    /// </summary>
    /// <param name="seed">Of the random numbers: a field that took over this one's work draws the same maps with more of them known.</param>
    /// <param name="deviations">Where they go, cell by cell, a map in each lane; 0 at known cells.</param>
    public void Draw(int seed, Span<Vector512<double>> deviations)
    {
        var prior = _priors.GetOrAdd(seed, s => new PriorMaps(Prior(s)));
        Spread(prior.Weights(_factor, _cells), deviations);
        for (var i = 0; i < deviations.Length; i++)
        {
            deviations[i] = _scale[i] * (prior.Maps[i] - deviations[i]);
        }

        foreach (var cell in _cells)
        {
            deviations[cell] = Vector512<double>.Zero;
        }
    }

    /// <summary>The variances at cells that are not known. What they take is kept for the field that knows these cells too.</summary>
    public double[] Variances(IReadOnlyList<int> cells)
    {
        var solved = new double[cells.Count][];
        Parallel.For(0, cells.Count, new ParallelOptions { MaxDegreeOfParallelism = _threads }, i => solved[i] = _factor.SolveLower(Covariances(cells[i])));
        for (var i = 0; i < solved.Length; i++)
        {
            _solved[cells[i]] = solved[i];
        }

        return [.. cells.Select((cell, i) => _scale[cell] * _scale[cell] * Math.Max(1e-12, 1 + _kernel.Nugget - TensorPrimitives.SumOfSquares<double>(solved[i])))];
    }

    /// <summary>For each known cell what the others say of it: the error of that, and its variance (Rasmussen and Williams 2006, equations 5.12).</summary>
    public (double Error, double Variance)[] LeaveOneOut(ReadOnlySpan<double> values)
    {
        var weights = _factor.Solve(Standardized(values));
        var diagonal = _factor.InverseDiagonal();
        return [.. _cells.Select((cell, i) => (_scale[cell] * weights[i] / diagonal[i], _scale[cell] * _scale[cell] / diagonal[i]))];
    }

    private double[] Covariances(int cell)
    {
        var (y, x) = (cell / _columns, cell % _columns);
        var covariances = new double[_cells.Length];
        for (var i = 0; i < covariances.Length; i++)
        {
            covariances[i] = _alongRows[Math.Abs((_cells[i] / _columns) - y)] * _alongColumns[Math.Abs((_cells[i] % _columns) - x)];
        }

        return covariances;
    }

    private double[] Standardized(ReadOnlySpan<double> values)
    {
        var standardized = new double[_cells.Length];
        for (var i = 0; i < standardized.Length; i++)
        {
            standardized[i] = values[i] / _scale[_cells[i]];
        }

        return standardized;
    }

    /// <summary>The covariances of every cell with the known ones, times their weights: along the columns first, then along the rows.</summary>
    private void Spread(ReadOnlySpan<Vector512<double>> weights, Span<Vector512<double>> map)
    {
        var lines = ArrayPool<Vector512<double>>.Shared.Rent(_rows * _columns);
        lines.AsSpan(0, _rows * _columns).Clear();
        var filled = new bool[_rows];
        for (var i = 0; i < weights.Length; i++)
        {
            var (y, x) = (_cells[i] / _columns, _cells[i] % _columns);
            var line = lines.AsSpan(y * _columns, _columns);
            var weight = weights[i];
            filled[y] = true;
            for (var column = 0; column < line.Length; column++)
            {
                line[column] = Vector512.MultiplyAddEstimate(weight, Vector512.Create(_alongColumns[Math.Abs(column - x)]), line[column]);
            }
        }

        int[] from = [.. Enumerable.Range(0, _rows).Where(row => filled[row])];
        for (var row = 0; row < _rows; row++)
        {
            var to = MemoryMarshal.Cast<Vector512<double>, double>(map.Slice(row * _columns, _columns));
            to.Clear();
            foreach (var line in from)
            {
                TensorPrimitives.MultiplyAdd(
                    MemoryMarshal.Cast<Vector512<double>, double>(lines.AsSpan(line * _columns, _columns)), _alongRows[Math.Abs(row - line)], to, to);
            }
        }

        ArrayPool<Vector512<double>>.Shared.Return(lines);
    }

    /// <summary>Eight draws before anything is known, in units of the scale.</summary>
    private Vector512<double>[] Prior(int seed)
    {
        // Independent numbers, alike along the columns first, then along the rows.
        var count = _rows * _columns;
        var normals = MemoryMarshal.Cast<double, Vector512<double>>(NormalNumbers.Of(2 * count * Vector512<double>.Count, seed).AsSpan());
        var alike = _priorColumns.Value.Multiply(normals[..count]);
        var turned = new Vector512<double>[count];
        for (var row = 0; row < _rows; row++)
        {
            for (var column = 0; column < _columns; column++)
            {
                turned[(row * _columns) + column] = alike[(column * _rows) + row];
            }
        }

        var maps = _priorRows.Value.Multiply(turned);
        for (var i = 0; i < count; i++)
        {
            maps[i] += normals[count + i] * Math.Sqrt(_kernel.Nugget);
        }

        return maps;
    }

    private static Cholesky Factor(double[] axis) => new(axis.Length, (i, j) => axis[i - j] + (i == j ? 1e-9 : 0));
}
