using Krypton.Cli.Terminal;
using Krypton.Imaging;

namespace Krypton.Tests.Cli;

public class TerminalPictureOutputTests
{
    private static readonly string Explain = $"EXPLAIN OCCLUSION ON '{Repository.Film()}' USING '{Repository.Model}' WITH PATCH 32 STRIDE 32";

    [Fact]
    public void On_a_colour_terminal_the_picture_comes_first_and_is_64_columns_wide()
    {
        var run = CliRun.With("", CliRun.Screen, "-c", Explain);
        Assert.StartsWith("\u001b[38;2;", run.Output, StringComparison.Ordinal);
        Assert.Equal(32, run.Lines.Count(l => l.Contains('▀', StringComparison.Ordinal)));
        Assert.Equal(64, run.Lines[0].Count(c => c == '▀'));
        Assert.All(run.Lines.Skip(32), line => Assert.DoesNotContain('\u001b', line));
    }

    [Theory]
    [InlineData(40, 60, 40)]
    [InlineData(100, 24, 44)]
    public void The_picture_fits_the_terminal(int width, int height, int columns) =>
        Assert.Equal(columns, CliRun.With("", CliRun.Screen with { Width = width, Height = height }, "-c", Explain).Lines[0].Count(c => c == '▀'));

    [Fact]
    public void With_256_colours_only_those_are_used()
    {
        var run = CliRun.With("", CliRun.Screen with { Colors = TerminalColors.Palette256 }, "-c", Explain);
        Assert.StartsWith("\u001b[38;5;", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("8;2;", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_colours_there_are_shades_and_no_escape_sequences()
    {
        var run = CliRun.With("", CliRun.Screen with { Colors = TerminalColors.None }, "-c", Explain);
        Assert.DoesNotContain('\u001b', run.Output);
        var picture = run.Lines.TakeWhile(l => !l.Contains("drops most", StringComparison.Ordinal)).ToList();
        Assert.Contains('█', picture.SelectMany(l => l));
        Assert.All(picture, line => Assert.Equal(picture[0].Length, line.Length));
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("json")]
    public void Formats_for_programs_have_no_picture_even_on_a_terminal(string format) =>
        Assert.DoesNotContain('\u001b', CliRun.With("", CliRun.Screen, "--format", format, "-c", Explain).Output);

    [Fact]
    public void Redirected_tables_have_no_picture()
    {
        var run = CliRun.Of("-c", Explain);
        Assert.StartsWith("opacity-1000002, model phantom-chest\n", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', run.Output);
    }

    [Theory]
    [InlineData(TerminalColors.True, "xterm-256color", "truecolor", null)]
    [InlineData(TerminalColors.True, "xterm", "24bit", null)]
    [InlineData(TerminalColors.Palette256, "screen-256color", null, null)]
    [InlineData(TerminalColors.Palette256, "xterm-256color", "", "")]
    [InlineData(TerminalColors.None, "xterm", null, null)]
    [InlineData(TerminalColors.None, "xterm-256color", "truecolor", "1")]
    [InlineData(TerminalColors.None, "dumb", "truecolor", null)]
    public void Colours_follow_the_environment(TerminalColors expected, string? term, string? colorTerm, string? noColor) =>
        Assert.Equal(expected, With(term, colorTerm, noColor).Colors);

    [Theory]
    [InlineData("xterm", true)]
    [InlineData("dumb", false)]
    [InlineData(null, false)]
    public void A_dumb_terminal_understands_no_escape_sequences(string? term, bool escapes) => Assert.Equal(escapes, With(term, null, null).Escapes);

    private static TerminalCapabilities With(string? term, string? colorTerm, string? noColor) => TerminalCapabilities.Redirected.With(
        name => name switch { "TERM" => term, "COLORTERM" => colorTerm, "NO_COLOR" => noColor, _ => null });
}
