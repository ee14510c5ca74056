using Krypton.Sql;

namespace Krypton.Cli.Repl;

/// <summary>Tells dot commands (one line, without a semicolon) from statements.</summary>
internal static class Input
{
    // People type these without the dot, and nothing in the language begins so.
    private static readonly string[] Words = ["help", "quit", "exit"];

    /// <summary>Whether this is a dot command, known or not.</summary>
    public static bool IsCommand(string text) => text.TrimStart().StartsWith('.') || Words.Contains(text.Trim().TrimEnd(';').TrimEnd(), StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether whatever was typed need not be continued on another line.</summary>
    public static bool Completes(string text) => IsCommand(text) || SqlParser.IsComplete(text);

    /// <summary>A command's name in small letters without its dot, and what follows it without quotes.</summary>
    public static (string Name, string Argument) Command(string text)
    {
        var parts = text.Trim().TrimEnd(';').TrimStart('.').Split((char[]?)null, 2, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var argument = parts.Length > 1 ? parts[1] : "";
        var quoted = argument.Length > 1 && argument[0] is '\'' or '"' && argument[^1] == argument[0];
        return (parts.Length > 0 ? parts[0].ToLowerInvariant() : "", quoted ? argument[1..^1] : argument);
    }
}
