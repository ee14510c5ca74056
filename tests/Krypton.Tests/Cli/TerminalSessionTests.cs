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
}
