using Krypton.Cli;
using Krypton.Cli.Options;
using Krypton.Cli.Terminal;

namespace Krypton.Tests.Cli;

public class CommandLineAppTests
{
    [Fact]
    public void Help_names_every_option_and_exit_status()
    {
        var run = CliRun.Of("--help");
        Assert.Equal(ExitStatus.Success, run.Status);
        Assert.Empty(run.Error);
        foreach (var word in (string[])["-c,", "-f,", "--db", "--format", "--param", "--no-progress", "--version", "--color", "-h ", "--help", "NO_COLOR", "KRYPTON_DEBUG", "    130 ", "    2  "])
        {
            Assert.Contains(word, run.Output, StringComparison.Ordinal);
        }

        Assert.All(run.Lines, line => Assert.True(line.Length <= 80, line));
    }

    [Fact]
    public void Help_is_a_page_with_the_sections_of_a_manual_and_h_a_summary_of_one_screen()
    {
        var sections = CliRun.Of("--help").Lines.Where(l => l[0] != ' ').ToList();
        Assert.Equal(["NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "STUDIO", "OUTPUT", "DOT COMMANDS", "KEYS", "ENVIRONMENT", "FILES", "EXIT STATUS", "EXAMPLES"], sections);
        var summary = CliRun.Of("-h");
        Assert.InRange(summary.Lines.Count, 10, 24);
        Assert.Contains("--help", summary.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_version_has_no_commit()
    {
        var run = CliRun.Of("--version");
        Assert.Matches(@"^krypton \d+\.\d+\.\d+[-.\w]*\n$", run.Output);
        Assert.Equal(ExitStatus.Success, run.Status);
    }

    [Theory]
    [InlineData("--fromat", "--fromat")]
    [InlineData("-c", "-c")]
    [InlineData("xml", "--format", "xml")]
    [InlineData("no-such-script.sql", "-f", "no-such-script.sql")]
    [InlineData("/no/such/folder/x.db", "--db", "/no/such/folder/x.db", "-c", "SHOW MODELS")]
    public void Wrong_usage_ends_with_status_2_and_names_what_is_wrong_on_standard_error(string named, params string[] args)
    {
        var run = CliRun.Of(args);
        Assert.Equal(ExitStatus.Usage, run.Status);
        Assert.Empty(run.Output);
        Assert.StartsWith("krypton: ", run.Error, StringComparison.Ordinal);
        Assert.Contains(named, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_is_no_script() => Assert.Contains("is a folder", CliRun.Of("-f", Path.GetTempPath()).Error, StringComparison.Ordinal);

    [Fact]
    public void Nothing_runs_when_one_of_the_scripts_is_missing()
    {
        var run = CliRun.Of("-c", "SHOW SETTINGS", "-f", "no-such-script.sql");
        Assert.Equal(ExitStatus.Usage, run.Status);
        Assert.Empty(run.Output);
    }

    [Fact]
    public void An_error_shows_its_place_with_a_caret_and_a_hint_and_ends_with_status_1()
    {
        var run = CliRun.Of("-c", "SHOW MODLES");
        Assert.Equal(ExitStatus.Failed, run.Status);
        Assert.Empty(run.Output);
        Assert.StartsWith("error: unexpected 'MODLES' at line 1, column 6\n  SHOW MODLES\n       ^^^^^^\n  did you mean MODELS?", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Later_statements_do_not_run_after_an_error_and_earlier_answers_stay()
    {
        var run = CliRun.Of("-c", "SHOW IMAGES", "-c", "SET threads = 1; SET thread = 2; SET threads = 3", "-c", "SHOW SETTINGS");
        Assert.Equal(ExitStatus.Failed, run.Status);
        Assert.EndsWith("(0 rows)\nthreads = 1\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("did you mean threads?", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_scripts_share_one_session_and_run_in_order()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("a.sql"), "-- three\nSET threads = 3;\n");
        var run = CliRun.With("SET threads = 2;", TerminalCapabilities.Redirected, "-c", "SET threads = 1", "-f", "-", "-f", folder.File("a.sql"), "-c", "SET threads = 4");
        Assert.Equal(["threads = 1", "threads = 2", "threads = 3", "threads = 4"], run.Lines);
        Assert.Equal(ExitStatus.Success, run.Status);
    }

    [Fact]
    public void An_error_in_a_file_names_the_file_and_the_line_in_it()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("a.sql");
        File.WriteAllText(path, "SET threads = 1;\n\n  SHOW MODLES;");
        var run = CliRun.Of("-f", path);
        Assert.StartsWith($"{path}: error: unexpected 'MODLES' at line 3, column 8", run.Error, StringComparison.Ordinal);
        Assert.Equal(ExitStatus.Failed, run.Status);
    }

    [Fact]
    public void Standard_input_is_a_script_when_it_is_no_terminal_and_nothing_else_was_asked_for()
    {
        var run = CliRun.With("SET threads = 1;\nSET threads = 2", TerminalCapabilities.Redirected);
        Assert.Equal("threads = 1\nthreads = 2\n", run.Output);
    }

    [Fact]
    public void A_catalog_file_outlives_the_run()
    {
        using var folder = new TemporaryFolder();
        var catalog = folder.File("lab.db");
        Assert.Equal("image 'film' created\n", CliRun.Of("--db", catalog, "-c", $"CREATE IMAGE film FROM '{Repository.Film()}'").Output);
        Assert.Contains(Repository.Film(), CliRun.Of("--db", catalog, "-c", "SHOW IMAGES").Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Repository.Film(), CliRun.Of("-c", "SHOW IMAGES").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Parameters_reach_the_statement()
    {
        var run = CliRun.Of("--param", $"film={Repository.Film()}", "--param", $"net={Repository.Model}", "--param", "k=1", "--format", "csv", "-c", "PREDICT @film USING @net TOP @k");
        Assert.Equal(ExitStatus.Success, run.Status);
        Assert.Equal(2, run.Lines.Count);
        Assert.Contains("did you mean @film?", CliRun.Of("--param", "film=x", "-c", $"PREDICT @flim USING '{Repository.Model}'").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cancelled_script_ends_with_status_130_and_runs_no_further()
    {
        var interruption = new Interruption();
        using var error = new StringWriter();
        using var output = new CallbackWriter(() => Assert.True(interruption.Raise()));
        string[] args = ["-c", $"SHOW IMAGES; EXPLAIN OCCLUSION ON '{Repository.Film()}' USING '{Repository.Model}' WITH PATCH 16 STRIDE 1", "-c", "SHOW MODELS"];
        var status = CommandLineApp.Run(args, TextReader.Null, output, error, TerminalCapabilities.Redirected, interruption);

        Assert.Equal(ExitStatus.Cancelled, status);
        Assert.Equal("cancelled before the statement began", error.ToString().Trim());
        Assert.Single(output.ToString().Split("(0 rows)")[1..]);
        Assert.False(interruption.Raise());
    }

    [Fact]
    public void A_mistake_of_ours_is_one_line_that_asks_to_report_it()
    {
        using var error = new StringWriter();
        using var output = new CallbackWriter(() => throw new InvalidOperationException("the roof\nis on fire"));
        var status = CommandLineApp.Run(["-c", "SHOW SETTINGS"], TextReader.Null, output, error, TerminalCapabilities.Redirected);
        Assert.Equal(ExitStatus.Failed, status);
        Assert.StartsWith("error: unexpected InvalidOperationException: the roof is on fire. ", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("please report it", error.ToString(), StringComparison.Ordinal);
        Assert.Single(error.ToString().Trim().Split('\n'));
    }

    [Fact]
    public void A_full_disk_is_no_mistake_of_ours()
    {
        using var error = new StringWriter();
        using var output = new CallbackWriter(() => throw new IOException("No space left on device"));
        Assert.Equal(ExitStatus.Failed, CommandLineApp.Run(["-c", "SHOW SETTINGS"], TextReader.Null, output, error, TerminalCapabilities.Redirected));
        Assert.Equal("error: cannot write to standard output: No space left on device", error.ToString().Trim());
    }

    /// <summary>Does something when the first text arrives.</summary>
    private sealed class CallbackWriter(Action onFirst) : StringWriter
    {
        private bool _written;

        public override void Write(string? value)
        {
            base.Write(value);
            Once();
        }

        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            Once();
        }

        private void Once()
        {
            if (!_written)
            {
                _written = true;
                onFirst();
            }
        }
    }
}
