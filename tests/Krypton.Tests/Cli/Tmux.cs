using System.Diagnostics;

namespace Krypton.Tests.Cli;

/// <summary>The built program in a terminal of its own, with a server of its own.</summary>
internal sealed class Tmux : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _server = $"krypton-test-{Guid.NewGuid():N}";

    /// <summary>Starts the program; skips the test where tmux is missing.</summary>
    /// <param name="home">The user's home folder.</param>
    /// <param name="environment">Further variables, as <c>NAME=value</c>.</param>
    public Tmux(string home, string arguments = "", string environment = "")
    {
        Assert.SkipUnless(Exists(), "tmux is not installed");
        var program = Path.Combine(AppContext.BaseDirectory, "Krypton.Cli.dll");
        Command("-f", "/dev/null", "new-session", "-d", "-x", "100", "-y", "50",
            $"env -u XDG_STATE_HOME -u NO_COLOR HOME='{home}' TERM=xterm-256color {environment} dotnet '{program}' {arguments}; echo \"status=$?\"; sleep 60");
    }

    public string Screen => Command("capture-pane", "-p").TrimEnd();

    /// <summary>The screen with escape sequences for its colours.</summary>
    public string Colors => Command("capture-pane", "-p", "-e").TrimEnd();

    /// <summary>Types a text and presses Enter.</summary>
    public void Type(string line)
    {
        Write(line);
        Press("Enter");
    }

    /// <summary>Types a text.</summary>
    public void Write(string text) =>

        // A final semicolon would separate commands of tmux.
        Command("send-keys", "-l", text.EndsWith(';') ? $"{text[..^1]}\\;" : text);

    /// <summary>Pastes a text as terminals do: marked as pasted where the program asked for that.</summary>
    public void Paste(string text)
    {
        Command("set-buffer", "--", text.EndsWith(';') ? $"{text[..^1]}\\;" : text);
        Command("paste-buffer", "-p");
    }

    public void Press(params string[] keys) => Command(["send-keys", .. keys]);

    /// <summary>Waits until the screen shows a text.</summary>
    public void WaitFor(string text)
    {
        var clock = Stopwatch.StartNew();
        while (!Screen.Contains(text, StringComparison.Ordinal))
        {
            Assert.True(clock.Elapsed < Patience, $"'{text}' did not appear on:\n{Screen}");
            Thread.Sleep(50);
        }
    }

    public void Dispose() => Run(["-L", _server, "kill-server"]);

    private static bool Exists()
    {
        try
        {
            return Run(["-V"]).Status == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private string Command(params string[] arguments)
    {
        var (status, output) = Run(["-L", _server, .. arguments]);
        Assert.True(status == 0, $"tmux {string.Join(' ', arguments)} failed: {output}");
        return output;
    }

    private static (int Status, string Output) Run(string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("tmux", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEnd() + process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}
