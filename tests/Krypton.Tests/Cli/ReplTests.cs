using Krypton.Cli;
using Krypton.Cli.Terminal;

namespace Krypton.Tests.Cli;

/// <summary>The loop without a line editor: input is typed, output is not shown on a terminal.</summary>
public class ReplTests
{
    private static CliRun Typed(string input, params string[] args) => CliRun.With(input, TerminalCapabilities.Redirected with { InputIsTerminal = true }, args);

    [Fact]
    public void It_greets_in_two_lines_and_ends_with_the_input()
    {
        var run = Typed("");
        Assert.Equal(2, run.Lines.Count);
        Assert.StartsWith($"Krypton {ProgramVersion.Text} ", run.Lines[0], StringComparison.Ordinal);
        Assert.Contains(".help", run.Lines[1], StringComparison.Ordinal);
        Assert.Equal("krypton> \n", run.Error);
        Assert.Equal(ExitStatus.Success, run.Status);
    }

    [Fact]
    public void Statements_run_once_they_are_complete()
    {
        var run = Typed("SET\nthreads = 1;\nSET threads = 2;\n");
        Assert.EndsWith("\nthreads = 1\nthreads = 2\n", run.Output, StringComparison.Ordinal);
        Assert.StartsWith("krypton>    ...> krypton> ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_does_not_end_it_nor_change_its_exit_status()
    {
        var run = Typed("SHOW MODLES;\nSET threads = 2;\n");
        Assert.Contains("did you mean MODELS?", run.Error, StringComparison.Ordinal);
        Assert.EndsWith("threads = 2\n", run.Output, StringComparison.Ordinal);
        Assert.Equal(ExitStatus.Success, run.Status);
    }

    [Theory]
    [InlineData(".quit")]
    [InlineData(".exit")]
    [InlineData(" exit ;")]
    [InlineData("QUIT")]
    public void Some_words_leave(string word)
    {
        var run = Typed($"{word}\nSET threads = 1;\n");
        Assert.DoesNotContain("threads", run.Output, StringComparison.Ordinal);
        Assert.Equal(ExitStatus.Success, run.Status);
    }

    [Theory]
    [InlineData(".help")]
    [InlineData("help")]
    public void Help_shows_examples(string word) => Assert.Contains("EXPLAIN OCCLUSION ON", Typed($"{word}\n").Output, StringComparison.Ordinal);

    [Fact]
    public void The_format_holds_here_too() => Assert.EndsWith("\n[]\n", Typed("SHOW MODELS;\n", "--format", "json").Output, StringComparison.Ordinal);
}
