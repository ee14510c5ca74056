using Krypton.Cli.Options;

namespace Krypton.Tests.Cli;

public class CommandLineTests
{
    private static Invocation.Run Run(params string[] args) => Assert.IsType<Invocation.Run>(CommandLine.Parse(args));

    [Fact]
    public void Without_arguments_there_is_nothing_to_run_a_catalog_in_memory_and_tables_with_progress()
    {
        var run = Run();
        Assert.Empty(run.Scripts);
        Assert.Null(run.Database);
        Assert.Equal(OutputFormat.Table, run.Format);
        Assert.True(run.Progress);
        Assert.Empty(run.Parameters);
    }

    [Fact]
    public void Scripts_stay_in_the_order_given_whatever_option_they_came_with() =>
        Assert.Equal(
            [new("a", null), new(null, "-"), new("-- b\nc", null), new(null, "d.sql"), new("e=f", null)],
            Run("-c", "a", "-f", "-", "--format", "csv", "--command", "-- b\nc", "--file=d.sql", "-c=e=f").Scripts);

    [Fact]
    public void Options_are_read()
    {
        var run = Run("--db", "lab.db", "--format", "JSON", "--no-progress", "-c", "x");
        Assert.Equal("lab.db", run.Database);
        Assert.Equal(OutputFormat.Json, run.Format);
        Assert.False(run.Progress);
    }

    [Theory]
    [InlineData("n=16", 16.0)]
    [InlineData("n=-2.5e-3", -0.0025)]
    [InlineData("@n=.5", 0.5)]
    [InlineData("n='16'", "16")]
    [InlineData("n='it''s'", "it's")]
    [InlineData("n=a=b", "a=b")]
    [InlineData("n=", "")]
    [InlineData("n=NaN", "NaN")]
    [InlineData("n=1e999", "1e999")]
    [InlineData("n=16px", "16px")]
    public void A_parameter_is_a_number_where_it_reads_as_one_and_text_otherwise(string argument, object value) =>
        Assert.Equal(value, Run("--param", argument).Parameters["n"]);

    [Fact]
    public void Parameters_may_be_given_several_times() =>
        Assert.Equal(["a", "b"], Run("--param", "a=1", "--param", "b=2").Parameters.Keys.Order());

    [Theory]
    [InlineData("there is no option '--fromat'; did you mean --format?", "--fromat", "csv")]
    [InlineData("there is no option '--frobnicate'", "--frobnicate")]
    [InlineData("there is no format 'xml'; formats are table, box, markdown, csv and json", "--format", "xml")]
    [InlineData("there is no format '1'; formats are table, box, markdown, csv and json", "--format", "1")]
    [InlineData("--color is auto, always or never, not 'red'", "--color", "red")]
    [InlineData("option -c needs a value", "-c")]
    [InlineData("option --db needs a value", "-c", "x", "--db")]
    [InlineData("option -c needs a value", "-c", "--format", "csv")]
    [InlineData("unexpected 'x.sql'; statements are given with -c, a script with -f, a catalog with --db", "x.sql")]
    [InlineData("unexpected '@x'; statements are given with -c, a script with -f, a catalog with --db", "@x")]
    [InlineData("unexpected 'b'; statements are given with -c, a script with -f, a catalog with --db", "-c", "a", "b")]
    [InlineData("--param takes name=value, not 'x'", "--param", "x")]
    [InlineData("--param takes name=value, not '=1'", "--param", "=1")]
    public void Wrong_usage_is_named_with_the_remedy(string message, params string[] args) =>
        Assert.Equal(message, Assert.IsType<Invocation.Wrong>(CommandLine.Parse(args)).Message);

    [Fact]
    public void One_option_given_twice_is_wrong_where_only_one_value_makes_sense() =>
        Assert.Contains("--format", Assert.IsType<Invocation.Wrong>(CommandLine.Parse(["--format", "csv", "--format", "json"])).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("-c", "x", "--help")]
    [InlineData("--nonsense", "--help")]
    public void Help_wins_over_all_else(params string[] args) => Assert.IsType<Invocation.ShowHelp>(CommandLine.Parse(args));

    [Fact]
    public void The_version_is_asked_for() => Assert.IsType<Invocation.ShowVersion>(CommandLine.Parse(["--version"]));
}
