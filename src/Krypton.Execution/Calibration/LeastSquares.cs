namespace Krypton.Execution.Calibration;

/// <summary>Coefficients that are not negative and predict measured times with the least relative error.</summary>
public static class LeastSquares
{
    private const int MostSweeps = 100_000;

    /// <summary>Coefficients count as settled when a sweep moves none by more than this part of the largest.</summary>
    private const double Settled = 1e-12;

    /// <summary>x ≥ 0 that minimises Σ ((rows[i] · x − seconds[i]) / (seconds[i] + floor))².</summary>
    /// <param name="rows">One row of quantities a measurement.</param>
    /// <param name="seconds">The measured times.</param>
    /// <param name="floor">Seconds below which an error counts as absolute: times that short are mostly noise.</param>
    /// <param name="most">The largest value each coefficient may take; any where null.</param>
    /// <remarks>Coordinate descent on the normal equations, exact in the limit: the problem is convex and has a few columns.</remarks>
    public static double[] NonNegative(IReadOnlyList<double[]> rows, IReadOnlyList<double> seconds, double floor = 0, double[]? most = null)
    {
        if (rows.Count == 0)
        {
            return [];
        }

        var columns = rows[0].Length;
        var scaled = rows.Select((row, i) => row.Select(v => v / (seconds[i] + floor)).ToArray()).ToList();
        var target = seconds.Select(s => s / (s + floor)).ToArray();

        // Columns of unit length: quantities differ by ten orders of magnitude.
        var lengths = Enumerable.Range(0, columns).Select(j => Math.Sqrt(scaled.Sum(row => row[j] * row[j]))).ToArray();
        var gram = new double[columns, columns];
        var right = new double[columns];
        for (var a = 0; a < columns; a++)
        {
            for (var i = 0; i < scaled.Count && lengths[a] > 0; i++)
            {
                right[a] += scaled[i][a] / lengths[a] * target[i];
                for (var b = 0; b < columns; b++)
                {
                    gram[a, b] += lengths[b] > 0 ? scaled[i][a] / lengths[a] * scaled[i][b] / lengths[b] : 0;
                }
            }
        }

        var x = Descend(gram, right, [.. lengths.Select((length, j) => most is null ? double.PositiveInfinity : length > 0 ? most[j] * length : 0)]);
        return [.. x.Select((value, j) => lengths[j] > 0 ? value / lengths[j] : 0)];
    }

    private static double[] Descend(double[,] gram, double[] right, double[] most)
    {
        var x = new double[right.Length];
        for (var sweep = 0; sweep < MostSweeps; sweep++)
        {
            var (moved, largest) = (0.0, 0.0);
            for (var a = 0; a < x.Length; a++)
            {
                if (gram[a, a] == 0)
                {
                    continue;
                }

                var gradient = right[a];
                for (var b = 0; b < x.Length; b++)
                {
                    gradient -= gram[a, b] * x[b];
                }

                var next = Math.Clamp(x[a] + (gradient / gram[a, a]), 0, most[a]);
                moved = Math.Max(moved, Math.Abs(next - x[a]));
                x[a] = next;
                largest = Math.Max(largest, next);
            }

            if (moved <= Settled * largest)
            {
                break;
            }
        }

        return x;
    }
}
