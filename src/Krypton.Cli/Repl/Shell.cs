using Krypton.Cli.Output;

namespace Krypton.Cli.Repl;

/// <summary>What commands at the prompt act on.</summary>
internal sealed class Shell(Workspace workspace, Display display, ScriptRunner runner, TextWriter output, Interruption interruption)
{
    public Workspace Workspace => workspace;

    public Display Display => display;

    public bool HasLeft { get; private set; }

    public void Leave() => HasLeft = true;

    /// <summary>Says something to the user, wherever answers go.</summary>
    public void Say(string text)
    {
        output.WriteLine(text);
        output.Flush();
    }

    /// <summary>Runs statements, which Ctrl-C cancels; errors are told.</summary>
    /// <param name="file">Where they come from; null when typed.</param>
    public void RunStatements(string text, string? file)
    {
        using var running = interruption.Begin();
        runner.Run(text, file, running.Token);
    }
}
