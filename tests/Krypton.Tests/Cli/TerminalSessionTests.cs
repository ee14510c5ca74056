namespace Krypton.Tests.Cli;

/// <summary>The built program as a person at a terminal meets it.</summary>
public sealed class TerminalSessionTests : IDisposable
{
    private const string Prompt = "krypton>";

    private readonly TemporaryFolder _home = new();

    private static string Long => $"EXPLAIN OCCLUSION ON '{Repository.Film()}' USING '{Repository.Model}' WITH PATCH 16 STRIDE 1;";

    public void Dispose() => _home.Dispose();

    private Tmux Start(string arguments = "")
    {
        var terminal = new Tmux(_home.Path, arguments);
        terminal.WaitFor(Prompt);
        return terminal;
    }

    [Fact]
    public void A_statement_over_two_lines_runs_and_up_recalls_it_whole()
    {
        using var terminal = Start();
        terminal.Type("SET threads");
        terminal.WaitFor("   ...>");
        terminal.Type("= 1;");
        terminal.WaitFor("threads = 1");
        terminal.Press("Up", "BSpace", "BSpace");
        terminal.Type("2;");
        terminal.WaitFor("threads = 2");
        Assert.Equal("SET threads\\n= 1;\nSET threads\\n= 2;\n", File.ReadAllText(_home.File(".krypton_history")));
    }

    [Fact]
    public void The_history_outlives_the_session()
    {
        using (var first = Start())
        {
            first.Type("SET threads = 1;");
            first.WaitFor("\nthreads = 1");
        }

        using var second = Start();
        second.Press("Up", "Enter");
        second.WaitFor("\nthreads = 1");
    }

    [Fact]
    public void An_error_keeps_the_prompt_and_quit_leaves_with_status_0()
    {
        using var terminal = Start();
        terminal.Type("SHOW MODLES;");
        terminal.WaitFor("did you mean MODELS?");
        terminal.Type("SET threads = 2;");
        terminal.WaitFor("\nthreads = 2");
        terminal.Type(".quit");
        terminal.WaitFor("status=0");
    }

    [Fact]
    public void Control_c_gives_up_the_line_and_control_d_leaves()
    {
        using var terminal = Start();
        terminal.Type("SHOW 'never closed");
        terminal.WaitFor("   ...>");
        terminal.Press("C-c");
        terminal.WaitFor("^C");
        terminal.Type("SET threads = 2;");
        terminal.WaitFor("\nthreads = 2");
        terminal.Press("C-d");
        terminal.WaitFor("status=0");
    }

    [Fact]
    public void Control_c_cancels_a_long_statement_whose_progress_is_shown_and_the_prompt_lives_on()
    {
        using var terminal = Start();
        terminal.Type(Long);
        terminal.WaitFor("/43,681 positions");
        terminal.Press("C-c");
        terminal.WaitFor("cancelled after");
        Assert.DoesNotContain("░", terminal.Screen, StringComparison.Ordinal);
        terminal.Type("SET threads = 2;");
        terminal.WaitFor("\nthreads = 2");
    }

    [Fact]
    public void Control_c_ends_a_command_with_status_130()
    {
        using var terminal = new Tmux(_home.Path, $"-c \"{Long}\" -c 'SHOW SETTINGS'");
        terminal.WaitFor("/43,681 positions");
        terminal.Press("C-c");
        terminal.WaitFor("status=130");
        Assert.Contains("cancelled after", terminal.Screen, StringComparison.Ordinal);
        Assert.DoesNotContain("memory_limit", terminal.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public void An_explanation_shows_a_picture()
    {
        using var terminal = Start();
        terminal.Type($"EXPLAIN OCCLUSION ON '{Repository.Film()}' USING '{Repository.Model}' WITH PATCH 32;");
        terminal.WaitFor("naive re-inference");
        Assert.Contains("▀▀▀▀", terminal.Screen, StringComparison.Ordinal);
        Assert.Contains("largest drop", terminal.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public void A_home_that_cannot_be_written_does_not_matter()
    {
        Directory.CreateDirectory(_home.File(".krypton_history"));
        using var terminal = Start();
        terminal.Type("SET threads = 2;");
        terminal.WaitFor("\nthreads = 2");
        terminal.Press("Up", "Enter");
        terminal.WaitFor("\nthreads = 2\nkrypton> SET threads = 2;\nthreads = 2");
    }

    [Fact]
    public void What_is_typed_is_coloured_and_tab_completes_keywords_settings_and_files()
    {
        File.WriteAllText(_home.File("only.png"), "");
        using var terminal = Start();
        terminal.Write("SH");
        terminal.Press("Tab");
        terminal.Write("SE");
        terminal.Press("Tab");
        terminal.WaitFor("SHOW SETTINGS");
        Assert.Contains("\u001b[1m\u001b[34mSHOW", terminal.Colors, StringComparison.Ordinal);
        terminal.Press("C-u");
        terminal.Write($"PREDICT '{_home.Path}/on");
        terminal.Press("Tab");
        terminal.WaitFor("only.png'");
        terminal.Press("C-u");
        terminal.Write("SET rule.Cut");
        terminal.Press("Tab");
        terminal.WaitFor("SET rule.CutToRuntime");
        terminal.Write("= o");
        terminal.Press("Tab");
        terminal.WaitFor("\non   off");
        terminal.Press("Tab", "Tab", "Enter");
        terminal.Type(";");
        terminal.WaitFor("rule.CutToRuntime = off");
    }

    [Fact]
    public void Without_colours_nothing_is_coloured()
    {
        using var terminal = new Tmux(_home.Path, environment: "NO_COLOR=1");
        terminal.WaitFor(Prompt);
        terminal.Write("SHOW 'x");
        terminal.WaitFor("SHOW 'x");
        Assert.DoesNotContain('\u001b', terminal.Colors);
        terminal.Press("C-u");
        terminal.Type($"EXPLAIN OCCLUSION ON '{Repository.Film()}' USING '{Repository.Model}' WITH PATCH 32 STRIDE 32;");
        terminal.WaitFor("naive re-inference");
        Assert.Contains("(█ where the score drops most)", terminal.Screen, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', terminal.Colors);
    }

    [Fact]
    public void Control_r_finds_a_statement_of_an_earlier_session()
    {
        File.WriteAllText(_home.File(".krypton_history"), "SET threads = 1;\nSET threads\\n= 2;\nSHOW MODELS;\n");
        using var terminal = Start();
        terminal.Press("C-r");
        terminal.Write("thr");
        terminal.WaitFor("(search 'thr') SET threads\n   ...> = 2;");
        terminal.Press("C-r");
        terminal.WaitFor("(search 'thr') SET threads = 1;");
        terminal.Press("Enter");
        terminal.WaitFor("\nthreads = 1");
    }

    [Fact]
    public void Pasted_lines_run_when_enter_is_pressed()
    {
        using var terminal = Start();
        terminal.Paste("SET threads = 1;\nSET\tthreads = 2;");
        terminal.WaitFor("   ...> SET    threads = 2;");
        Assert.DoesNotContain("\nthreads = 1", terminal.Screen, StringComparison.Ordinal);
        terminal.Press("Enter");
        terminal.WaitFor("\nthreads = 1\nthreads = 2");
    }

    [Theory]
    [InlineData("naive", "SCORE LOGIT")]
    [InlineData("auto", "APPROX 0.999")]
    public void A_long_statements_map_is_drawn_while_it_gets_better_and_leaves_nothing_when_cancelled(string executor, string clause)
    {
        using var terminal = Start();
        terminal.Type($"SET executor = '{executor}';");
        terminal.WaitFor($"executor = {executor}");
        terminal.Type(Long.Replace(";", $" {clause};", StringComparison.Ordinal));
        terminal.WaitFor("▀▀▀▀");
        terminal.WaitFor("/43,681 positions");
        terminal.Press("C-c");
        terminal.WaitFor("cancelled after");
        Assert.DoesNotContain("▀", terminal.Screen, StringComparison.Ordinal);
        terminal.Type(".mode json");
        terminal.Type("SHOW MODELS;");
        terminal.WaitFor("\n[]");
    }
}
