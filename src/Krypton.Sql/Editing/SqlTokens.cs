using Antlr4.Runtime;
using Krypton.Sql.Generated;
using Krypton.Sql.Syntax;

namespace Krypton.Sql.Editing;

/// <summary>Splits text into tokens for highlighting, with the language's own lexer; any text has them, however wrong.</summary>
public static class SqlTokens
{
    /// <summary>Every token in order, comments included, white space left out.</summary>
    public static IReadOnlyList<SqlToken> Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var tokens = new List<SqlToken>();
        var lexer = SqlParser.LexerOver(text);
        var end = 0;
        for (var token = lexer.NextToken(); token.Type != TokenConstants.EOF; token = lexer.NextToken())
        {
            AddComments(text, end, token.StartIndex, tokens);
            end = token.StopIndex + 1;
            tokens.Add(new SqlToken(token.StartIndex, end - token.StartIndex, Kind(token.Type)));
        }

        AddComments(text, end, text.Length, tokens);
        return tokens;
    }

    /// <summary>The lexer skips white space and comments; what it skipped is a comment where it is not white space.</summary>
    private static void AddComments(string text, int start, int end, List<SqlToken> tokens)
    {
        while (start < end && !IsCommentStart(text[start]))
        {
            start++;
        }

        while (end > start && char.IsWhiteSpace(text[end - 1]))
        {
            end--;
        }

        if (start < end)
        {
            tokens.Add(new SqlToken(start, end - start, SqlTokenKind.Comment));
        }
    }

    private static bool IsCommentStart(char c) => c is '-' or '/';

    private static SqlTokenKind Kind(int type) => type switch
    {
        KryptonLexer.STRING or KryptonLexer.UNCLOSED_STRING => SqlTokenKind.String,
        KryptonLexer.IDENTIFIER or KryptonLexer.QUOTED_IDENTIFIER or KryptonLexer.UNCLOSED_IDENTIFIER => SqlTokenKind.Name,
        KryptonLexer.NUMBER or KryptonLexer.X or KryptonLexer.X_SIZE => SqlTokenKind.Number,
        KryptonLexer.PARAMETER => SqlTokenKind.Parameter,
        KryptonLexer.UNCLOSED_COMMENT => SqlTokenKind.Comment,
        KryptonLexer.STRAY => SqlTokenKind.Unknown,
        _ when ExpectedWords.IsKeyword(type) => SqlTokenKind.Keyword,
        _ => SqlTokenKind.Punctuation,
    };
}
