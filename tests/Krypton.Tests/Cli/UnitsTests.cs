using Krypton.Cli.Output;

namespace Krypton.Tests.Cli;

public class UnitsTests
{
    [Theory]
    [InlineData(0.0004, "0.4 ms")]
    [InlineData(0.01234, "12 ms")]
    [InlineData(0.9996, "1.00 s")]
    [InlineData(1.234, "1.23 s")]
    [InlineData(12.34, "12.3 s")]
    [InlineData(59.96, "1 min 00 s")]
    [InlineData(125.4, "2 min 05 s")]
    [InlineData(3720, "1 h 02 min")]
    public void Times_have_about_three_digits_and_a_unit(double seconds, string text) => Assert.Equal(text, Units.Time(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(0f, "0.000")]
    [InlineData(0.99271f, "0.993")]
    [InlineData(-1.5f, "-1.500")]
    [InlineData(0.00001234f, "1.2e-5")]
    public void Scores_have_three_decimals_unless_those_show_nothing(float score, string text) => Assert.Equal(text, Units.Score(score));

    [Theory]
    [InlineData(1, "1 row")]
    [InlineData(0, "0 rows")]
    [InlineData(2809, "2,809 rows")]
    public void Counts_agree_with_their_noun(long count, string text) => Assert.Equal(text, Units.Count(count, "row"));

    [Theory]
    [InlineData(1.234, "1.2×")]
    [InlineData(13.4, "13×")]
    [InlineData(1234.5, "1,234×")]
    public void Factors_have_no_more_digits_than_an_estimate_has(double factor, string text) => Assert.Equal(text, Units.Factor(factor));

    [Fact]
    public void Many_files_are_counted() =>
        Assert.Equal("wrote 6 files: 1.png … 6.png", Units.Wrote([.. Enumerable.Range(1, 6).Select(i => $"{i}.png")]));
}
