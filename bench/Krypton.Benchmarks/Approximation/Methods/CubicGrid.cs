namespace Krypton.Benchmarks.Approximation.Methods;

/// <summary>
/// Every second, third … position of both axes exactly and cubic interpolation between: of the scores, or of their difference
/// to a cheaper map; with the mean of each phase taken out first or not.
/// </summary>
/// <param name="cheap">The cheaper map and its cost; null for none.</param>
internal sealed class CubicGrid(string name, Func<MeasuredCase, (double[] Map, double Cost)>? cheap, bool phases) : IApproximation
{
    public string Name => name;

    public IEnumerable<Approximated> Of(MeasuredCase measured) => new[] { 2, 3, 4, 5, 6, 8, 10 }.Select(step => Every(measured, step));

    private Approximated Every(MeasuredCase measured, int step)
    {
        var given = cheap?.Invoke(measured) ?? (new double[measured.Exact.Score.Length], 0);
        var (rows, columns) = (Knots(measured.Rows, step), Knots(measured.Columns, step));
        double[] rest = [.. measured.Exact.Score.Zip(given.Map, (e, c) => e - c)];
        var period = phases && measured.Periods.Length > 0 ? measured.Periods.Last(p => p <= 8) : 1;
        var phase = Phases(rest, rows, columns, measured.Columns, period);
        double Rest(int y, int x) => rest[(y * measured.Columns) + x] - phase(y, x);
        var map = new double[rest.Length];
        for (var y = 0; y < measured.Rows; y++)
        {
            for (var x = 0; x < measured.Columns; x++)
            {
                var guessed = Cubic(rows, y, row => Cubic(columns, x, column => Rest(row, column)));
                map[(y * measured.Columns) + x] = given.Map[(y * measured.Columns) + x] + guessed + phase(y, x);
            }
        }

        return new Approximated($"every {step}", given.Cost + ((double)rows.Length * columns.Length / rest.Length), map);
    }

    private static int[] Knots(int length, int step) => [.. Enumerable.Range(0, ((length - 1) / step) + 1).Select(i => i * step).Append(length - 1).Distinct()];

    /// <summary>The mean of each row phase and each column phase over the known positions, where each phase occurs among them.</summary>
    private static Func<int, int, double> Phases(double[] values, int[] rows, int[] columns, int width, int period)
    {
        if (period == 1 || rows.Select(y => y % period).Distinct().Count() < period || columns.Select(x => x % period).Distinct().Count() < period)
        {
            return (_, _) => 0;
        }

        var known = rows.SelectMany(y => columns.Select(x => (Y: y, X: x, Value: values[(y * width) + x]))).ToList();
        var mean = known.Average(k => k.Value);
        double[] Means(Func<(int Y, int X, double Value), int> of) => [.. Enumerable.Range(0, period).Select(p => known.Where(k => of(k) % period == p).Average(k => k.Value) - mean)];
        var (down, across) = (Means(k => k.Y), Means(k => k.X));
        return (y, x) => down[y % period] + across[x % period];
    }

    /// <summary>Catmull and Rom 1974, between knots that need not be evenly spaced at the end.</summary>
    private static double Cubic(int[] knots, int at, Func<int, double> value)
    {
        var found = Array.BinarySearch(knots, at);
        if (found >= 0)
        {
            return value(at);
        }

        var i = ~found - 1;
        var (before, after) = (Math.Max(0, i - 1), Math.Min(knots.Length - 1, i + 2));
        var (t, length) = ((at - knots[i]) / (double)(knots[i + 1] - knots[i]), (double)(knots[i + 1] - knots[i]));
        var (v0, v1) = (value(knots[i]), value(knots[i + 1]));
        var slope0 = (v1 - value(knots[before])) / (knots[i + 1] - knots[before]) * length;
        var slope1 = (value(knots[after]) - v0) / (knots[after] - knots[i]) * length;
        var (t2, t3) = (t * t, t * t * t);
        return (((2 * t3) - (3 * t2) + 1) * v0) + ((t3 - (2 * t2) + t) * slope0) + (((3 * t2) - (2 * t3)) * v1) + ((t3 - t2) * slope1);
    }
}
