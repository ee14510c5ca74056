using Krypton.Execution.Approximation;

namespace Krypton.Execution.Tests;

public class StructuralSimilarityTests
{
    [Theory]
    [InlineData(20, 31, 1.0, 0.0)]
    [InlineData(9, 8, 0.01, 0.99)]
    [InlineData(3, 40, 1.0, 0.5)]
    [InlineData(5, 5, 2.0, 0.0)]
    public void It_is_the_mean_over_all_windows_by_the_definition(int rows, int columns, double spread, double offset)
    {
        var random = new Random(rows);
        var x = Map(rows * columns, spread, offset, random);
        double[] y = [.. x.Select(v => v + (0.3 * spread * (random.NextDouble() - 0.5)))];
        var range = StructuralSimilarity.Range(x);
        Assert.Equal(Definition(x, y, rows, columns, range), StructuralSimilarity.Mean(x, y, rows, columns, range), 1e-9);
    }

    [Fact]
    public void A_map_is_like_itself_even_when_nothing_varies()
    {
        var flat = Enumerable.Repeat(0.3, 100).ToArray();
        Assert.Equal(1, StructuralSimilarity.Mean(flat, [.. flat], 10, 10, 0));
    }

    [Fact]
    public void Rendered_maps_differ_only_within_a_quarter_of_the_base_score()
    {
        var measure = new QualityMeasure(Krypton.Sql.Ast.QualityMetric.Rendered, 0.8);
        var x = Map(400, 0.2, 0.3, new Random(1));
        double[] y = [.. x.Select(v => v - 0.1)];
        Assert.Equal(1, measure.Of(x, y, 20, 20));
        double[] higher = [.. x.Select(v => v + 0.5)];
        Assert.InRange(measure.Of(higher, x, 20, 20), -1, 0.5);
    }

    private static double[] Map(int count, double spread, double offset, Random random) => [.. Enumerable.Range(0, count).Select(_ => offset + (spread * random.NextDouble()))];

    /// <summary>Wang et al. 2004, equation 13, window by window.</summary>
    private static double Definition(double[] x, double[] y, int rows, int columns, double range)
    {
        var (height, width) = (Math.Min(7, rows), Math.Min(7, columns));
        var (c1, c2) = (0.01 * range * 0.01 * range, 0.03 * range * 0.03 * range);
        var (sum, windows) = (0.0, 0);
        for (var top = 0; top + height <= rows; top++)
        {
            for (var left = 0; left + width <= columns; left++)
            {
                var cells = Enumerable.Range(0, height * width).Select(i => ((top + (i / width)) * columns) + left + (i % width)).ToList();
                var (mx, my) = (cells.Average(c => x[c]), cells.Average(c => y[c]));
                double Covariance(double[] a, double ma, double[] b, double mb) => cells.Sum(c => (a[c] - ma) * (b[c] - mb)) / (cells.Count - 1);
                sum += ((2 * mx * my) + c1) * ((2 * Covariance(x, mx, y, my)) + c2) / (((mx * mx) + (my * my) + c1) * (Covariance(x, mx, x, mx) + Covariance(y, my, y, my) + c2));
                windows++;
            }
        }

        return sum / windows;
    }
}
