using Krypton.Execution.Calibration;

namespace Krypton.Execution.Tests;

public class LeastSquaresTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Coefficients_come_back_from_the_times_they_make(int seed)
    {
        var random = new Random(seed);
        double[] coefficients = [2e-12, 3e-11, 1e-11, 4e-7, 5e-6];
        var rows = Enumerable.Range(0, 40).Select(_ => Row(random)).ToList();
        var fitted = LeastSquares.NonNegative(rows, [.. rows.Select(r => Dot(r, coefficients))]);
        for (var i = 0; i < coefficients.Length; i++)
        {
            Assert.InRange(fitted[i], coefficients[i] * 0.999, coefficients[i] * 1.001);
        }
    }

    [Fact]
    public void Noisy_times_give_coefficients_that_predict_them()
    {
        var random = new Random(4);
        double[] coefficients = [2e-12, 0, 1e-11, 0, 5e-6];
        var rows = Enumerable.Range(0, 60).Select(_ => Row(random)).ToList();
        var seconds = rows.Select(r => Dot(r, coefficients) * (0.95 + (0.1 * random.NextDouble()))).ToList();
        var fitted = LeastSquares.NonNegative(rows, seconds);
        Assert.All(rows.Zip(seconds), pair => Assert.InRange(Dot(pair.First, fitted) / pair.Second, 0.9, 1.1));
    }

    [Fact]
    public void What_would_be_negative_becomes_zero()
    {
        var fitted = LeastSquares.NonNegative([[1, 1], [2, 4], [3, 9]], [1, 1.5, 1.8]);
        Assert.Equal(0, fitted[1]);
        Assert.True(fitted[0] > 0);
    }

    [Fact]
    public void A_quantity_that_never_occurs_costs_nothing()
    {
        var fitted = LeastSquares.NonNegative([[1, 0], [2, 0]], [3, 6]);
        Assert.Equal(3, fitted[0], 12);
        Assert.Equal(0, fitted[1]);
    }

    [Fact]
    public void A_coefficient_keeps_its_bound_and_the_others_make_up_for_it()
    {
        var fitted = LeastSquares.NonNegative([[1, 1], [1, 1]], [4, 4], most: [1, double.PositiveInfinity]);
        Assert.True(fitted[0] <= 1);
        Assert.Equal(4, fitted.Sum(), 9);
    }

    [Fact]
    public void Times_below_the_floor_count_less()
    {
        // One coefficient cannot explain both times: 1 and 3 seconds a unit.
        double[] Fit(double floor) => LeastSquares.NonNegative([[1e-3], [1]], [1e-3, 3], floor);
        Assert.InRange(Fit(0)[0], 1, 1.6);
        Assert.InRange(Fit(0.1)[0], 2.9, 3);
    }

    [Fact]
    public void Nothing_measured_gives_nothing() => Assert.Empty(LeastSquares.NonNegative([], []));

    private static double[] Row(Random random) => [random.NextDouble() * 1e9, random.NextDouble() * 1e8, random.NextDouble() * 1e8, random.Next(200), 1];

    private static double Dot(double[] row, double[] coefficients) => row.Zip(coefficients).Sum(p => p.First * p.Second);
}
