using Krypton.Cli;
using Krypton.Cli.Repl.Commands;
using Krypton.Cli.Terminal;

namespace Krypton.Tests.Cli;

/// <summary>Dot commands, typed without a line editor.</summary>
public sealed class DotCommandTests : IDisposable
{
    private static readonly string Explain = $"EXPLAIN OCCLUSION ON '{Repository.Film()}' USING '{Repository.Model}' WITH PATCH 64 STRIDE 64;\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static CliRun Typed(string input, TerminalCapabilities? terminal = null) =>
        CliRun.With(input, (terminal ?? TerminalCapabilities.Redirected) with { InputIsTerminal = true, Escapes = false });

    /// <summary>What is shown behind the greeting.</summary>
    private static string Shown(string input) => string.Join('\n', Typed(input).Lines.Skip(2));

    [Fact]
    public void Help_and_manual_know_every_command()
    {
        foreach (var command in DotCommands.All)
        {
            Assert.Contains($".{command.Name}", HelpText.Repl, StringComparison.Ordinal);
            Assert.Contains($"    .{command.Name}", HelpText.Page, StringComparison.Ordinal);
            Assert.All(command.Choices, choice => Assert.Contains(choice, HelpText.Page, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData(".tables", "there is no command '.tables'; .help lists them")]
    [InlineData(".tmier on", "there is no command '.tmier'; did you mean .timer?")]
    [InlineData(".mode boxx", ".mode is table, box, markdown, csv or json, not 'boxx'; did you mean box?")]
    [InlineData(".plan maybe", ".plan is on or off, not 'maybe'")]
    [InlineData(".quit now", ".quit takes nothing, not 'now'")]
    [InlineData(".read", ".read takes the name of a file with statements")]
    [InlineData(".read no-such.sql", "there is no file 'no-such.sql'")]
    [InlineData(".open /no/such/folder/x.db", "/no/such/folder/x.db")]
    [InlineData(".output /no/such/folder/x.txt", "cannot write '/no/such/folder/x.txt'")]
    public void Mistakes_are_named_and_the_prompt_lives_on(string command, string message)
    {
        var run = Typed($"{command}\nSET threads = 1;\n");
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.EndsWith("threads = 1\n", run.Output, StringComparison.Ordinal);
        Assert.Equal(ExitStatus.Success, run.Status);
    }

    [Theory]
    [InlineData("csv", "name,path,options")]
    [InlineData("json", "[]")]
    [InlineData("box", "│ name │ path │ options │")]
    [InlineData("markdown", "| name | path | options |")]
    [InlineData("'table'", "name  path  options")]
    public void Mode_changes_how_answers_are_printed(string mode, string expected) =>
        Assert.Contains(expected, Shown($".mode {mode}\nSHOW MODELS;\n"), StringComparison.Ordinal);

    [Fact]
    public void Commands_without_their_argument_say_how_things_stand() =>
        Assert.Equal("mode is table\nmode is csv\nheatmap is auto\nplan is off\ntimer is off", Shown(".mode\n.mode CSV\n.mode\n.heatmap\n.plan\n.timer\n"));

    [Fact]
    public void Plan_and_timer_say_more_of_each_answer()
    {
        var shown = Shown($".plan on\n.timer on\n{Explain}");
        Assert.StartsWith("AssembleHeatmaps", shown, StringComparison.Ordinal);
        Assert.Matches(@"time [\d.]+ m?s$", shown);
        var quiet = Shown(Explain);
        Assert.True(shown.Length > quiet.Length + 100);
        Assert.DoesNotContain("time ", quiet, StringComparison.Ordinal);
    }

    [Fact]
    public void With_formats_for_programs_plan_and_timer_stay_out_of_the_rows()
    {
        var run = Typed($".mode csv\n.plan on\n.timer on\n{Explain}");
        Assert.All(run.Lines.Skip(3), line => Assert.Equal(13, line.Count(c => c == ',')));
        Assert.Matches(@"time [\d.]+ m?s", run.Error);
    }

    [Theory]
    [InlineData("on", "drops most")]
    [InlineData("shades", "drops most")]
    [InlineData("blocks", "▀▀▀▀")]
    [InlineData("sixel", "\u001bP7;1q")]
    [InlineData("kitty", "\u001b_Ga=T")]
    public void Pictures_can_be_forced_and_switched_off(string how, string sign)
    {
        Assert.Contains(sign, Shown($".heatmap on\n.heatmap {how}\n{Explain}"), StringComparison.Ordinal);
        Assert.DoesNotContain(sign, Shown($".heatmap {how}\n.heatmap off\n{Explain}"), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_runs_a_file_up_to_its_first_error()
    {
        File.WriteAllText(_folder.File("a.sql"), "SET threads = 3;\nSET threads = 'many';\nSET threads = 4;\n");
        var run = Typed($".read {_folder.File("a.sql")}\n.read '{_folder.File("a.sql")}'\n");
        Assert.Equal(["threads = 3", "threads = 3"], run.Lines.Skip(2));
        Assert.Contains($"{_folder.File("a.sql")}: ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_changes_the_catalog_and_keeps_the_old_one_when_it_fails()
    {
        var create = $"CREATE IMAGE film FROM '{Repository.Film()}';\n";
        Typed($".open {_folder.File("a.db")}\n{create}");
        Assert.Contains("film", Shown($".open {_folder.File("a.db")}\n.open /no/such/folder/x.db\nSHOW IMAGES;\n"), StringComparison.Ordinal);
        Assert.Contains("(0 rows)", Shown($".open {_folder.File("a.db")}\n.open\nSHOW IMAGES;\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void Output_goes_to_a_file_without_pictures_until_it_is_sent_back()
    {
        var file = _folder.File("out.txt");
        var run = Typed($".output {file}\n{Explain}.output\nSET threads = 1;\n", CliRun.Screen);
        Assert.Equal(["threads = 1"], run.Lines.Skip(2));
        Assert.Contains("largest drop", File.ReadAllText(file), StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', File.ReadAllText(file));
    }
}
