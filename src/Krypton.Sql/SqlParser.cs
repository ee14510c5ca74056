using Antlr4.Runtime;
using Krypton.Sql.Ast;
using Krypton.Sql.Generated;
using Krypton.Sql.Syntax;

namespace Krypton.Sql;

/// <summary>Turns query text into statements.</summary>
public static class SqlParser
{
    /// <summary>Parses statements separated by <c>;</c> (the last may omit it; a text without statements gives an empty sequence).</summary>
    /// <exception cref="QueryException">The first mistake in the text, with its place and the text attached.</exception>
    public static Seq<Statement> ParseScript(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var tokens = new CommonTokenStream(LexerOver(text));
        var parser = new KryptonParser(tokens)
        {
            ErrorHandler = new FirstErrorStrategy((at, lookedFor) => new SyntaxError(text, (CommonTokenStream)at.TokenStream, new ExpectedWords(lookedFor)).ToException()),
        };
        parser.RemoveErrorListeners();

        var statements = new List<Statement>();
        try
        {
            // One statement at a time, so that the first mistake of the text is the one reported, whichever stage notices it.
            while (MoveToStatement(tokens))
            {
                statements.Add(AstBuilder.Build(parser.terminatedStatement().statement()));
            }
        }
        catch (QueryException error)
        {
            throw error.WithSource(text);
        }

        return statements.ToSeq();
    }

    /// <summary>Whether a REPL may run the text: it ends in a <c>;</c> outside strings and comments, or holds nothing to run.</summary>
    public static bool IsComplete(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var lexer = LexerOver(text);
        var last = KryptonLexer.SEMICOLON;
        for (var token = lexer.NextToken(); token.Type != TokenConstants.EOF; token = lexer.NextToken())
        {
            last = token.Type;
        }

        return last == KryptonLexer.SEMICOLON;
    }

    private static bool MoveToStatement(CommonTokenStream tokens)
    {
        while (tokens.LA(1) == KryptonLexer.SEMICOLON)
        {
            tokens.Consume();
        }

        return tokens.LA(1) != TokenConstants.EOF;
    }

    internal static KryptonLexer LexerOver(string text)
    {
        // Not CharStreams.fromString: that counts code points, and spans count the characters of a .NET string.
        var lexer = new KryptonLexer(new AntlrInputStream(text));
        lexer.RemoveErrorListeners();
        return lexer;
    }
}
