using System.Numerics.Tensors;

namespace Krypton.Execution.Approximation;

/// <summary>A symmetric positive definite matrix as L·Lᵀ.</summary>
internal sealed class Cholesky
{
    private readonly double[][] _rows;

    /// <param name="size">Rows of the matrix.</param>
    /// <param name="entry">Its entries; only those with column ≤ row are asked for.</param>
    public Cholesky(int size, Func<int, int, double> entry)
    {
        _rows = new double[size][];
        for (var i = 0; i < size; i++)
        {
            var row = _rows[i] = new double[i + 1];
            for (var j = 0; j < i; j++)
            {
                row[j] = (entry(i, j) - TensorPrimitives.Dot<double>(row.AsSpan(0, j), _rows[j].AsSpan(0, j))) / _rows[j][j];
            }

            // Rounding can make a nearly singular matrix indefinite; the least that a pivot may be keeps the solution finite.
            row[i] = Math.Sqrt(Math.Max(entry(i, i) - TensorPrimitives.SumOfSquares<double>(row.AsSpan(0, i)), 1e-10 * entry(i, i)));
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

    /// <summary>L·b.</summary>
    public double[] Multiply(ReadOnlySpan<double> b)
    {
        var x = new double[Size];
        for (var i = 0; i < Size; i++)
        {
            x[i] = TensorPrimitives.Dot<double>(_rows[i], b[..(i + 1)]);
        }

        return x;
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
}
