using System.Runtime.Intrinsics;
using Krypton.Execution.Approximation;

namespace Krypton.Execution.Tests;

public class LaneSumsTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 5)]
    [InlineData(8, 12)]
    [InlineData(53, 55)]
    public void Weighted_rows_and_dot_products_are_what_their_definitions_say(int rows, int columns)
    {
        var random = new Random((rows * 100) + columns);
        double[] weights = [.. Enumerable.Range(0, rows).Select(_ => random.NextDouble() - 0.5)];
        Vector512<double>[] values = [.. Enumerable.Range(0, rows * columns).Select(_ => Vector512.Create([.. Enumerable.Range(0, 8).Select(_ => random.NextDouble())]))];
        var sum = new Vector512<double>[columns];
        LaneSums.Combine(weights, values, sum);
        var dot = LaneSums.Dot(weights, values);
        for (var lane = 0; lane < 8; lane++)
        {
            Assert.Equal(Enumerable.Range(0, rows).Sum(k => weights[k] * values[k][lane]), dot[lane], 1e-12);
            for (var column = 0; column < columns; column++)
            {
                Assert.Equal(Enumerable.Range(0, rows).Sum(k => weights[k] * values[(k * columns) + column][lane]), sum[column][lane], 1e-12);
            }
        }
    }
}
