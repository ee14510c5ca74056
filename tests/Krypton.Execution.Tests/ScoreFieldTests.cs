using System.Runtime.Intrinsics;
using Krypton.Execution.Approximation;

namespace Krypton.Execution.Tests;

public class ScoreFieldTests
{
    internal const int Rows = 12;
    internal const int Columns = 15;

    private static readonly FieldKernel s_kernel = new(3, 4, 0.3, 0.02);
    private static readonly int[] s_cells = [.. Enumerable.Range(0, Rows * Columns).Where(c => c * 7 % 11 < 3)];
    private static readonly double[] s_values = [.. s_cells.Select(c => Math.Sin(0.4 * (c / Columns)) + Math.Cos(0.3 * (c % Columns)) + (0.1 * (c % 4)))];
    private static readonly double[] s_scale = [.. Enumerable.Range(0, Rows * Columns).Select(c => 0.5 + (0.01 * c))];

    [Fact]
    public void Leaving_a_cell_out_says_what_a_field_without_it_says()
    {
        var left = new ScoreField(Rows, Columns, s_cells, s_kernel, s_scale).LeaveOneOut(s_values);
        for (var i = 0; i < s_cells.Length; i += 7)
        {
            var without = new ScoreField(Rows, Columns, [.. s_cells.Where((_, j) => j != i)], s_kernel, s_scale);
            var predicted = without.Predicted([.. s_values.Where((_, j) => j != i)])[s_cells[i]];
            Assert.Equal(s_values[i] - predicted, left[i].Error, 1e-9);
            Assert.Equal(without.Variances([s_cells[i]])[0], left[i].Variance, 1e-9);
        }
    }

    [Fact]
    public void Without_a_nugget_the_known_cells_are_met()
    {
        var map = new ScoreField(Rows, Columns, s_cells, s_kernel with { Nugget = 0 }, s_scale).Predicted(s_values);
        Assert.All(s_cells.Zip(s_values), known => Assert.Equal(known.Second, map[known.First], 1e-6));
    }

    [Fact]
    public void Drawn_maps_spread_about_the_most_likely_one_as_the_variance_says()
    {
        var field = new ScoreField(Rows, Columns, s_cells, s_kernel, s_scale);
        var draws = Draws(field, 75);
        foreach (var cell in Enumerable.Range(0, Rows * Columns).Except(s_cells).Where(c => c % 13 == 0))
        {
            var variance = field.Variances([cell])[0];
            Assert.InRange(draws.Average(d => d[cell]), -6 * Math.Sqrt(variance / draws.Count), 6 * Math.Sqrt(variance / draws.Count));
            Assert.InRange(draws.Average(d => d[cell] * d[cell]) / variance, 0.7, 1.35);
        }

        Assert.All(draws, d => Assert.All(s_cells, cell => Assert.Equal(0, d[cell])));
    }

    /// <summary>What eight maps for each of some seeds have more than the most likely map.</summary>
    private static List<double[]> Draws(ScoreField field, int seeds)
    {
        var (draws, deviations) = (new List<double[]>(), new Vector512<double>[Rows * Columns]);
        for (var seed = 0; seed < seeds; seed++)
        {
            field.Draw(seed, deviations);
            draws.AddRange(Enumerable.Range(0, Vector512<double>.Count).Select(lane => deviations.Select(d => d[lane]).ToArray()));
        }

        return draws;
    }

    [Fact]
    public void A_field_that_takes_over_earlier_work_says_the_same()
    {
        var (first, added) = (s_cells[..30], s_cells[30..]);
        var before = new ScoreField(Rows, Columns, first, s_kernel, s_scale);
        before.Variances(added[..5]);
        Draws(before, 2);
        var taken = new ScoreField(Rows, Columns, s_cells, s_kernel, s_scale, before);
        var fresh = new ScoreField(Rows, Columns, s_cells, s_kernel, s_scale);
        Assert.All(taken.Predicted(s_values).Zip(fresh.Predicted(s_values)), pair => Assert.Equal(pair.Second, pair.First, 1e-10));
        Assert.All(Draws(taken, 3).Zip(Draws(fresh, 3)), pair => Assert.All(pair.First.Zip(pair.Second), d => Assert.Equal(d.Second, d.First, 1e-9)));
    }

    [Fact]
    public void Solving_undoes_multiplying()
    {
        var random = new Random(3);
        var rows = Enumerable.Range(0, 30).Select(_ => Enumerable.Range(0, 30).Select(_ => random.NextDouble()).ToArray()).ToArray();
        double Entry(int i, int j) => Enumerable.Range(0, 30).Sum(k => rows[i][k] * rows[j][k]) + (i == j ? 1 : 0);
        double[] x = [.. Enumerable.Range(0, 30).Select(_ => random.NextDouble())];
        double[] b = [.. Enumerable.Range(0, 30).Select(i => Enumerable.Range(0, 30).Sum(j => Entry(Math.Max(i, j), Math.Min(i, j)) * x[j]))];
        var factor = new Cholesky(30, Entry);
        Assert.All(factor.Solve(b).Zip(x), pair => Assert.Equal(pair.Second, pair.First, 1e-8));
        var inverse = factor.InverseDiagonal();
        for (var i = 0; i < 30; i += 6)
        {
            var unit = new double[30];
            unit[i] = 1;
            Assert.Equal(factor.Solve(unit)[i], inverse[i], 1e-10);
        }
    }
}

file static class Prediction
{
    public static double[] Predicted(this ScoreField field, double[] values)
    {
        var map = new double[ScoreFieldTests.Rows * ScoreFieldTests.Columns];
        field.Predict(values, map);
        return map;
    }
}
