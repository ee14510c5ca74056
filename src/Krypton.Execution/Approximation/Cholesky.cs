using System.Numerics.Tensors;
using System.Runtime.Intrinsics;

namespace Krypton.Execution.Approximation;

/// <summary>A symmetric positive definite matrix as L·Lᵀ.</summary>
internal sealed class Cholesky
{
    /// <summary>Operations that pay for waking other threads.</summary>
    private const long WorthSharing = 1 << 20;

    // Row i has room for more than its i + 1 numbers at times.
    private readonly double[][] _rows;

    /// <param name="size">Rows of the matrix.</param>
    /// <param name="entry">Its entries; only those with column ≤ row are asked for.</param>
    /// <param name="begun">The factor of its first rows and columns; null when there is none.</param>
    /// <param name="threads">CPU threads.</param>
    /// <param name="prepared">For a row, memory for it that begins with what SolveLower of the begun factor gave for its entries; null where it was not asked.</param>
    public Cholesky(int size, Func<int, int, double> entry, Cholesky? begun = null, int threads = 1, Func<int, double[]?>? prepared = null)
    {
        _rows = new double[size][];
        var known = begun?.Size ?? 0;
        begun?._rows.CopyTo(_rows, 0);

        // New rows need the known ones, each for itself; then the new ones before them.
        void Known(int i)
        {
            if (prepared?.Invoke(i) is { } row && row.Length > i)
            {
                _rows[i] = row;
                return;
            }

            _rows[i] = GC.AllocateUninitializedArray<double>(i + 1);
            Columns(i, 0, known, entry);
        }

        if (threads > 1 && (long)known * known * (size - known) > WorthSharing)
        {
            Parallel.For(known, size, new ParallelOptions { MaxDegreeOfParallelism = threads }, Known);
        }
        else
        {
            for (var i = known; i < size; i++)
            {
                Known(i);
            }
        }

        for (var i = known; i < size; i++)
        {
            Columns(i, known, i, entry);

            // Rounding can make a nearly singular matrix indefinite; the least that a pivot may be keeps the solution finite.
            _rows[i][i] = Math.Sqrt(Math.Max(entry(i, i) - TensorPrimitives.SumOfSquares<double>(_rows[i].AsSpan(0, i)), 1e-10 * entry(i, i)));
        }
    }

    public int Size => _rows.Length;

    /// <summary>L⁻¹·b.</summary>
    public double[] SolveLower(ReadOnlySpan<double> b)
    {
        var x = new double[Size];
        for (var i = 0; i < Size; i++)
        {
            x[i] = (b[i] - TensorPrimitives.Dot<double>(_rows[i].AsSpan(0, i), x.AsSpan(0, i))) / _rows[i][i];
        }

        return x;
    }

    /// <summary>The solution of (L·Lᵀ)·x = b.</summary>
    public double[] Solve(ReadOnlySpan<double> b)
    {
        var x = SolveLower(b);
        for (var i = Size - 1; i >= 0; i--)
        {
            x[i] /= _rows[i][i];
            TensorPrimitives.MultiplyAdd(_rows[i].AsSpan(0, i), -x[i], x.AsSpan(0, i), x.AsSpan(0, i));
        }

        return x;
    }

    /// <summary>L⁻¹·x for eight right sides, one in each lane, in place.</summary>
    /// <param name="begun">How many of the first entries are solved already.</param>
    public void SolveLower(Span<Vector512<double>> x, int begun = 0)
    {
        for (var i = begun; i < x.Length; i++)
        {
            x[i] = (x[i] - LaneSums.Dot(_rows[i].AsSpan(0, i), x)) / _rows[i][i];
        }
    }

    /// <summary>L⁻ᵀ·x for eight right sides, in place.</summary>
    public void SolveUpper(Span<Vector512<double>> x)
    {
        for (var i = x.Length - 1; i >= 0; i--)
        {
            var row = _rows[i];
            var solved = x[i] / row[i];
            x[i] = solved;
            solved = -solved;
            var before = x[..i];
            for (var j = 0; j < before.Length && j < row.Length; j++)
            {
                before[j] = Vector512.MultiplyAddEstimate(solved, Vector512.Create(row[j]), before[j]);
            }
        }
    }

    /// <summary>L·B for eight matrices that lie row by row, one in each lane.</summary>
    public void Multiply(ReadOnlySpan<Vector512<double>> b, Span<Vector512<double>> product)
    {
        var width = b.Length / Size;
        for (var i = 0; i < Size; i++)
        {
            LaneSums.Combine(_rows[i].AsSpan(0, i + 1), b[..((i + 1) * width)], product.Slice(i * width, width));
        }
    }

    /// <summary>The diagonal of the inverse.</summary>
    public double[] InverseDiagonal()
    {
        // Column i of L⁻¹ begins at row i; the inverse's diagonal is the sum of its squares.
        var diagonal = new double[Size];
        var unit = new double[Size];
        for (var i = 0; i < Size; i++)
        {
            Array.Clear(unit);
            for (var r = i; r < Size; r++)
            {
                var dot = TensorPrimitives.Dot<double>(_rows[r].AsSpan(i, r - i), unit.AsSpan(i, r - i));
                unit[r] = ((r == i ? 1 : 0) - dot) / _rows[r][r];
                diagonal[i] += unit[r] * unit[r];
            }
        }

        return diagonal;
    }

    private void Columns(int i, int from, int to, Func<int, int, double> entry)
    {
        var row = _rows[i];
        for (var j = from; j < to; j++)
        {
            row[j] = (entry(i, j) - TensorPrimitives.Dot<double>(row.AsSpan(0, j), _rows[j].AsSpan(0, j))) / _rows[j][j];
        }
    }
}
