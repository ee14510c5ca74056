using Krypton.Cli.Terminal;

namespace Krypton.Cli.Repl;

/// <summary>Chooses how statements are typed.</summary>
internal static class StatementReaders
{
    /// <summary>The line editor where it can draw, otherwise plain lines.</summary>
    public static IStatementReader For(TextReader input, TextWriter output, TextWriter error, TerminalCapabilities terminal) =>
        terminal is { InputIsTerminal: true, OutputIsTerminal: true, Escapes: true }
            ? new LineEditor(new ConsoleKeys(), new EditorScreen(output), History.Open(HistoryFile.Path(Environment.GetEnvironmentVariable)))
            : new PlainReader(input, error);
}
