using Krypton.Sql;

namespace Krypton.Cli.Repl;

/// <summary>What the REPL understands besides statements: one line, without a semicolon.</summary>
internal static class DotCommand
{
    // People type these without the dot, and nothing in the language begins so.
    private static readonly string[] Words = ["help", "quit", "exit"];

    /// <summary>Whether this is one, known or not.</summary>
    public static bool Is(string text) => text.TrimStart().StartsWith('.') || Words.Contains(Name(text), StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether whatever was typed need not be continued on another line.</summary>
    public static bool Completes(string text) => Is(text) || SqlParser.IsComplete(text);

    /// <summary>The command without dot and semicolon.</summary>
    public static string Name(string text) => text.Trim().TrimEnd(';').TrimStart('.').TrimEnd().ToLowerInvariant();
}
