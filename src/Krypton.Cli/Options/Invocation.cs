namespace Krypton.Cli.Options;

/// <summary>What the command line asks for.</summary>
internal abstract record Invocation
{
    /// <summary>Run scripts, in this order; without any, the REPL or standard input. A batch plans all their explanations together.</summary>
    internal sealed record Run(
        IReadOnlyList<ScriptSource> Scripts, string? Database, OutputFormat Format, ColorChoice Color, bool Progress, bool Batch, IReadOnlyDictionary<string, object?> Parameters) : Invocation;

    /// <summary>Serve the page until Ctrl-C.</summary>
    internal sealed record Studio(Krypton.Studio.StudioOptions Options) : Invocation;

    /// <summary>The whole page, or the summary that fits a screen.</summary>
    internal sealed record ShowHelp(bool Whole) : Invocation;

    internal sealed record ShowVersion : Invocation;

    /// <summary>Wrong usage; the message says what and the remedy.</summary>
    internal sealed record Wrong(string Message) : Invocation;
}
