using System.Numerics.Tensors;

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
        (_priorRows, _priorColumns) = before is null ? (new(() => Factor(_alongRows)), new(() => Factor(_alongColumns))) : (before._priorRows, before._priorColumns);
    }

    /// <summary>The most likely map.</summary>
    /// <param name="values">What the known cells hold, less the trend.</param>
    public double[] Predict(ReadOnlySpan<double> values) => Spread(_factor.Solve(Standardized(values)));

    /// <summary>A map as likely as the true one: Matheron's rule, a draw from the prior corrected by what the known cells say.</summary>
    /// <param name="mean">What <see cref="Predict"/> gave.</param>
    /// <param name="seed">Of the random numbers.</param>
    public double[] Draw(double[] mean, int seed)
    {
        var prior = Prior(seed);
        var known = new double[_cells.Length];
        for (var i = 0; i < known.Length; i++)
        {
            known[i] = prior[_cells[i]];
        }

        var correction = Spread(_factor.Solve(known));
        for (var i = 0; i < prior.Length; i++)
        {
            prior[i] = mean[i] + (_scale[i] * prior[i]) - correction[i];
        }

        foreach (var cell in _cells)
        {
            prior[cell] = mean[cell];
        }

        return prior;
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

    /// <summary>The covariances of every cell with the known ones, times their weights.</summary>
    private double[] Spread(double[] weights)
    {
        var map = new double[_rows * _columns];
        var lines = new double[_rows][];
        var mirrored = new double[(2 * _columns) - 1];
        for (var d = 0; d < _columns; d++)
        {
            mirrored[_columns - 1 + d] = mirrored[_columns - 1 - d] = _alongColumns[d];
        }

        for (var i = 0; i < _cells.Length; i++)
        {
            var line = lines[_cells[i] / _columns] ??= new double[_columns];
            TensorPrimitives.MultiplyAdd(mirrored.AsSpan(_columns - 1 - (_cells[i] % _columns), _columns), weights[i], line, line);
        }

        for (var row = 0; row < _rows; row++)
        {
            var to = map.AsSpan(row * _columns, _columns);
            for (var from = 0; from < _rows; from++)
            {
                if (lines[from] is { } line)
                {
                    TensorPrimitives.MultiplyAdd(line, _alongRows[Math.Abs(row - from)], to, to);
                }
            }
        }

        TensorPrimitives.Multiply(map, _scale, map);
        return map;
    }

    /// <summary>A draw before anything is known, in units of the scale.</summary>
    private double[] Prior(int seed)
    {
        // Independent numbers, alike along the columns first, then along the rows.
        var count = _rows * _columns;
        var normals = NormalNumbers.Of(2 * count, seed);
        var alike = _priorColumns.Value.Multiply(normals.AsSpan(0, count));
        var turned = new double[count];
        for (var row = 0; row < _rows; row++)
        {
            for (var column = 0; column < _columns; column++)
            {
                turned[(row * _columns) + column] = alike[(column * _rows) + row];
            }
        }

        var map = _priorRows.Value.Multiply(turned);
        TensorPrimitives.MultiplyAdd(normals.AsSpan(count, count), Math.Sqrt(_kernel.Nugget), map, map);
        return map;
    }

    private static Cholesky Factor(double[] axis) => new(axis.Length, (i, j) => axis[i - j] + (i == j ? 1e-9 : 0));
}
