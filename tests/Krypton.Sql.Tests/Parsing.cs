using Krypton.Sql.Ast;

namespace Krypton.Sql.Tests;

/// <summary>Short ways to parse and to build the AST that a test expects; spans never matter to equality.</summary>
internal static class Parsing
{
    public static Statement One(string text) => Assert.Single(SqlParser.ParseScript(text));

    public static T One<T>(string text)
        where T : Statement => Assert.IsType<T>(One(text));

    public static OcclusionClauses Clauses(string clauses) => One<ExplainOcclusion>($"EXPLAIN OCCLUSION ON a USING b WITH {clauses}").With;

    public static QueryException Error(string text)
    {
        var error = Assert.Throws<QueryException>(() => SqlParser.ParseScript(text));
        Assert.Equal(text, error.SourceText);
        return error;
    }

    /// <summary>The whole message as a person sees it, with \n line ends.</summary>
    public static string Message(string text) => Error(text).Format().ReplaceLineEndings("\n");

    public static string Covered(string text, SourceSpan span) => text.Substring(span.Start, span.Length);

    public static Name Named(string text) => new(text, default);

    public static StringLiteral Text(string value) => new(value, default);

    public static NumberLiteral Number(double value) => new(value, default);

    public static Parameter Given(string name) => new(name, default);

    public static Extent Square(double size) => new(Number(size), null, default);

    public static Extent Sized(double height, double width) => new(Number(height), Number(width), default);
}
