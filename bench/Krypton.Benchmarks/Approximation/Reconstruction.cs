namespace Krypton.Benchmarks.Approximation;

/// <summary>The original's adaptive drill-down (Nakandala et al. 2019, section 4.2) on a map that is known: what it would give.</summary>
internal static class Reconstruction
{
    /// <summary>Every <paramref name="step"/>-th cell exactly, the others between them, and the share of cells whose score falls most exactly too.</summary>
    /// <returns>The map, and the share of cells evaluated.</returns>
    public static (double[] Map, double Evaluated) DrillDown(double[] exact, int rows, int columns, int step, double share)
    {
        var map = new double[exact.Length];
        int Last(int length) => (length - 1) / step * step;
        for (var y = 0; y < rows; y++)
        {
            for (var x = 0; x < columns; x++)
            {
                var (top, left) = (Math.Min(y / step * step, Last(rows)), Math.Min(x / step * step, Last(columns)));
                var (bottom, right) = (Math.Min(top + step, Last(rows)), Math.Min(left + step, Last(columns)));
                var (fy, fx) = (Math.Min(1, (y - top) / (double)step), Math.Min(1, (x - left) / (double)step));
                var above = (exact[(top * columns) + left] * (1 - fx)) + (exact[(top * columns) + right] * fx);
                var below = (exact[(bottom * columns) + left] * (1 - fx)) + (exact[(bottom * columns) + right] * fx);
                map[(y * columns) + x] = (above * (1 - fy)) + (below * fy);
            }
        }

        var drilled = Enumerable.Range(0, exact.Length).OrderBy(i => map[i]).Take((int)(share * exact.Length)).ToHashSet();
        foreach (var cell in drilled)
        {
            map[cell] = exact[cell];
        }

        var evaluated = drilled.Count + Enumerable.Range(0, exact.Length).Count(i => i / columns % step == 0 && i % columns % step == 0 && !drilled.Contains(i));
        return (map, evaluated / (double)exact.Length);
    }
}
