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
    /// <summary>Draws before anything is known: images of one model often get the same kernel.</summary>
    private static readonly KeptArrays<(int Rows, int Columns, FieldKernel Kernel, int Seed), Vector512<double>> s_priors = new(1 << 18);

    private readonly int _rows;
    private readonly int _columns;
    private readonly int[] _cells;
    private readonly int[] _ys;
    private readonly int[] _xs;
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
    private double[]? _inverseDiagonal;

    /// <param name="cells">The known cells' indices, row by row; each once.</param>
    /// <param name="scale">The standard deviation at every cell of the grid.</param>
    /// <param name="before">A field that knew the first of these cells, whose work is taken over where the kernel is the same.</param>
    /// <param name="threads">CPU threads.</param>
    public ScoreField(int rows, int columns, int[] cells, FieldKernel kernel, double[] scale, ScoreField? before = null, int threads = 1)
    {
        (_rows, _columns, _cells, _kernel, _scale, _threads) = (rows, columns, cells, kernel, scale, threads);
        (_alongRows, _alongColumns) = (kernel.Axis(rows), kernel.Axis(columns));
        (_ys, _xs) = ([.. cells.Select(c => c / columns)], [.. cells.Select(c => c % columns)]);
        before = before?._kernel == kernel ? before : null;
        _factor = new Cholesky(
            cells.Length, (i, j) => Covariance(i, _ys[j], _xs[j]) + (i == j ? kernel.Nugget : 0),
            before?._factor, threads, i => before?._solved.GetValueOrDefault(cells[i]));
        _priors = before?._priors ?? [];
        (_priorRows, _priorColumns) = before is null ? (new(() => Factor(_alongRows)), new(() => Factor(_alongColumns))) : (before._priorRows, before._priorColumns);
    }

    /// <summary>The most likely map.</summary>
    /// <param name="values">What the known cells hold, less the trend.</param>
    /// <param name="map">Where it goes.</param>
    public void Predict(ReadOnlySpan<double> values, Span<double> map)
    {
        var (weights, rented) = (_factor.Solve(Standardized(values)), ArrayPool<double>.Shared.Rent(_rows * _columns));
        var lines = rented.AsSpan(0, _rows * _columns);
        lines.Clear();
        map.Clear();
        var fromColumn = BothWays(_alongColumns);
        for (var i = 0; i < weights.Length; i++)
        {
            var line = lines.Slice(_ys[i] * _columns, _columns);
            TensorPrimitives.MultiplyAdd(fromColumn.AsSpan(_columns - 1 - _xs[i], _columns), weights[i], line, line);
        }

        for (var row = 0; row < _rows; row++)
        {
            var to = map.Slice(row * _columns, _columns);
            for (var line = 0; line < _rows; line++)
            {
                TensorPrimitives.MultiplyAdd(lines.Slice(line * _columns, _columns), _alongRows[Math.Abs(row - line)], to, to);
            }
        }

        TensorPrimitives.Multiply(map, _scale.AsSpan(0, map.Length), map);
        ArrayPool<double>.Shared.Return(rented);
    }

    /// <summary>
    /// Eight maps as likely as the true one, as what each has more than the most likely one: Matheron's rule, draws from the prior
    /// corrected by what the known cells say.
    /// </summary>
    /// <param name="seed">Of the random numbers: a field that took over this one's work draws the same maps with more of them known.</param>
    /// <param name="deviations">Where they go, cell by cell, a map in each lane; 0 at known cells.</param>
    public void Draw(int seed, Span<Vector512<double>> deviations)
    {
        var prior = _priors.GetOrAdd(seed, s => new PriorMaps(s_priors.Of((_rows, _columns, _kernel, s), () => Prior(s))));
        var weights = ArrayPool<Vector512<double>>.Shared.Rent(_cells.Length);
        prior.Weights(_factor, _cells, weights.AsSpan(0, _cells.Length));
        Spread(weights.AsSpan(0, _cells.Length), deviations);
        ArrayPool<Vector512<double>>.Shared.Return(weights);
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
        var eights = (cells.Count + Vector512<double>.Count - 1) / Vector512<double>.Count;
        Parallel.For(0, eights, new ParallelOptions { MaxDegreeOfParallelism = _threads }, i => SolveEight(cells, i * Vector512<double>.Count, solved));
        for (var i = 0; i < solved.Length; i++)
        {
            _solved[cells[i]] = solved[i];
        }

        return [.. cells.Select((cell, i) => _scale[cell] * _scale[cell] * Math.Max(1e-12, 1 + _kernel.Nugget - TensorPrimitives.SumOfSquares<double>(solved[i].AsSpan(0, _cells.Length))))];
    }

    /// <summary>For each known cell what the others say of it: the error of that, and its variance (Rasmussen and Williams 2006, equations 5.12).</summary>
    public (double Error, double Variance)[] LeaveOneOut(ReadOnlySpan<double> values)
    {
        var weights = _factor.Solve(Standardized(values));
        var diagonal = _inverseDiagonal ??= _factor.InverseDiagonal();
        return [.. _cells.Select((cell, i) => (_scale[cell] * weights[i] / diagonal[i], _scale[cell] * _scale[cell] / diagonal[i]))];
    }

    /// <summary>Solves for the covariances of up to eight cells at once, from <paramref name="first"/> on.</summary>
    private void SolveEight(IReadOnlyList<int> cells, int first, double[][] solved)
    {
        var (count, pool) = (Math.Min(Vector512<double>.Count, cells.Count - first), ArrayPool<Vector512<double>>.Shared);
        var rented = pool.Rent(_cells.Length);
        var lanes = rented.AsSpan(0, _cells.Length);
        lanes.Clear();
        var numbers = MemoryMarshal.Cast<Vector512<double>, double>(lanes);
        for (var lane = 0; lane < count; lane++)
        {
            var (y, x) = (cells[first + lane] / _columns, cells[first + lane] % _columns);
            for (var i = 0; i < _cells.Length; i++)
            {
                numbers[(i * Vector512<double>.Count) + lane] = Covariance(i, y, x);
            }
        }

        _factor.SolveLower(lanes);
        for (var lane = 0; lane < count; lane++)
        {
            // Room for the row that this begins when the cells become known.
            var own = solved[first + lane] = GC.AllocateUninitializedArray<double>(_cells.Length + cells.Count);
            for (var i = 0; i < _cells.Length; i++)
            {
                own[i] = numbers[(i * Vector512<double>.Count) + lane];
            }
        }

        pool.Return(rented);
    }

    /// <summary>Of a known cell and another, without the nugget.</summary>
    private double Covariance(int known, int y, int x) => _alongRows[Math.Abs(_ys[known] - y)] * _alongColumns[Math.Abs(_xs[known] - x)];

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
        var (fromRow, fromColumn) = (BothWays(_alongRows), BothWays(_alongColumns));
        for (var i = 0; i < weights.Length; i++)
        {
            var line = lines.AsSpan(_ys[i] * _columns, _columns);
            var along = fromColumn.AsSpan(_columns - 1 - _xs[i], line.Length);
            var weight = weights[i];
            for (var column = 0; column < line.Length; column++)
            {
                line[column] = Vector512.MultiplyAddEstimate(weight, Vector512.Create(along[column]), line[column]);
            }
        }

        for (var row = 0; row < _rows; row++)
        {
            LaneSums.Combine(fromRow.AsSpan(_rows - 1 - row, _rows), lines.AsSpan(0, _rows * _columns), map.Slice(row * _columns, _columns));
        }

        ArrayPool<Vector512<double>>.Shared.Return(lines);
    }

    /// <summary>Eight draws before anything is known, in units of the scale.</summary>
    private Vector512<double>[] Prior(int seed)
    {
        // Independent numbers, alike along the columns first, then along the rows.
        var count = _rows * _columns;
        var normals = MemoryMarshal.Cast<double, Vector512<double>>(NormalNumbers.Of(2 * count * Vector512<double>.Count, seed));
        var (pool, maps) = (ArrayPool<Vector512<double>>.Shared, new Vector512<double>[count]);
        var (alike, turned) = (pool.Rent(count), pool.Rent(count));
        _priorColumns.Value.Multiply(normals[..count], alike);
        for (var row = 0; row < _rows; row++)
        {
            for (var column = 0; column < _columns; column++)
            {
                turned[(row * _columns) + column] = alike[(column * _rows) + row];
            }
        }

        _priorRows.Value.Multiply(turned.AsSpan(0, count), maps);
        pool.Return(alike);
        pool.Return(turned);
        for (var i = 0; i < count; i++)
        {
            maps[i] += normals[count + i] * Math.Sqrt(_kernel.Nugget);
        }

        return maps;
    }

    /// <summary>An axis' covariances at distances from −(length − 1) to length − 1.</summary>
    private static double[] BothWays(double[] axis) => [.. axis.Reverse(), .. axis[1..]];

    private static Cholesky Factor(double[] axis) => new(axis.Length, (i, j) => axis[i - j] + (i == j ? 1e-9 : 0));
}
