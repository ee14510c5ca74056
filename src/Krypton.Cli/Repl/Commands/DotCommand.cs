namespace Krypton.Cli.Repl.Commands;

/// <summary>Something the prompt understands besides statements.</summary>
/// <param name="Name">Without the dot.</param>
/// <param name="Arguments">What follows, as help shows it; empty for nothing.</param>
/// <param name="Summary">What it does, in a line.</param>
/// <param name="Run">Does it, with the argument as typed.</param>
internal sealed record DotCommand(string Name, string Arguments, string Summary, Action<Shell, string> Run)
{
    /// <summary>The words that may follow.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>Whether the name of a file may follow.</summary>
    public bool TakesFile { get; init; }
}

/// <summary>A dot command cannot be done; the message says why and what would help.</summary>
internal sealed class DotCommandException(string message) : Exception(message);
