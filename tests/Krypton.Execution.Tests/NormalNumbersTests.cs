using Krypton.Execution.Approximation;

namespace Krypton.Execution.Tests;

public class NormalNumbersTests
{
    [Fact]
    public void They_are_distributed_as_the_standard_normal()
    {
        var numbers = Enumerable.Range(0, 40).SelectMany(seed => NormalNumbers.Of(2501, seed)[..2501].ToArray()).ToList();
        double Moment(int power) => numbers.Average(n => Math.Pow(n, power));
        Assert.InRange(Moment(1), -0.02, 0.02);
        Assert.InRange(Moment(2), 0.98, 1.02);
        Assert.InRange(Moment(3), -0.05, 0.05);
        Assert.InRange(Moment(4), 2.85, 3.15);
        Assert.InRange(numbers.Count(n => n > 1.644854) / (double)numbers.Count, 0.047, 0.053);
    }

    [Fact]
    public void Neighbours_and_seeds_do_not_depend_on_each_other()
    {
        var (first, second) = (NormalNumbers.Of(20_000, 7).ToArray(), NormalNumbers.Of(20_000, 8).ToArray());
        Assert.InRange(first.Zip(second, (a, b) => a * b).Average(), -0.03, 0.03);
        Assert.InRange(first.Zip(first.Skip(1), (a, b) => a * b).Average(), -0.03, 0.03);
        Assert.InRange(first.Take(10_000).Zip(first.Skip(10_000), (a, b) => a * b).Average(), -0.03, 0.03);
        Assert.Equal(first, NormalNumbers.Of(20_000, 7).ToArray());
    }
}
