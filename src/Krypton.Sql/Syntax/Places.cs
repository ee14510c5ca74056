using Antlr4.Runtime;

namespace Krypton.Sql.Syntax;

/// <summary>Source spans of what ANTLR found.</summary>
internal static class Places
{
    public static SourceSpan Span(this IToken token) => Between(token, token);

    public static SourceSpan Span(this ParserRuleContext context) => Between(context.Start, context.Stop);

    public static SourceSpan Between(IToken first, IToken last) =>
        new(first.StartIndex, last.StopIndex - first.StartIndex + 1, first.Line, first.Column + 1);

    /// <summary>The empty span right behind a token, which may itself run over several lines.</summary>
    public static SourceSpan After(IToken token)
    {
        var (line, column) = (token.Line, token.Column + 1);
        foreach (var character in token.Text)
        {
            (line, column) = character == '\n' ? (line + 1, 1) : (line, column + 1);
        }

        return new SourceSpan(token.StopIndex + 1, 0, line, column);
    }
}
