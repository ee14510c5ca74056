using Krypton.Cli.Repl.Commands;
using Krypton.Sql.Editing;

namespace Krypton.Cli.Repl;

/// <summary>Colours what is typed by what the language's lexer makes of it; the colours are the sixteen that users choose themselves.</summary>
internal static class Highlighter
{
    public const string Keyword = "\u001b[1;34m";
    public const string String = "\u001b[32m";
    public const string Number = "\u001b[36m";
    public const string Parameter = "\u001b[35m";
    public const string Comment = "\u001b[90m";
    public const string Wrong = "\u001b[31m";

    /// <summary>For each character the escape sequence of its colour; null for the usual one.</summary>
    public static string?[] Styles(string text)
    {
        var styles = new string?[text.Length];
        if (Input.IsCommand(text))
        {
            var start = text.Length - text.TrimStart().Length;
            var end = text.IndexOf(' ', start) is >= 0 and var space ? space : text.TrimEnd().Length;
            Array.Fill(styles, DotCommands.Find(Input.Command(text).Name) is null ? null : Keyword, start, end - start);
            return styles;
        }

        foreach (var token in SqlTokens.Of(text))
        {
            Array.Fill(styles, Style(token.Kind), token.Start, token.Length);
        }

        return styles;
    }

    private static string? Style(SqlTokenKind kind) => kind switch
    {
        SqlTokenKind.Keyword => Keyword,
        SqlTokenKind.String => String,
        SqlTokenKind.Number => Number,
        SqlTokenKind.Parameter => Parameter,
        SqlTokenKind.Comment => Comment,
        SqlTokenKind.Unknown => Wrong,
        _ => null,
    };
}
