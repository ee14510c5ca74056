using Antlr4.Runtime;
using Krypton.Sql.Ast;
using static Krypton.Sql.Generated.KryptonParser;

namespace Krypton.Sql.Syntax;

/// <summary>SQL and COPY: finds the explanations; the rest of the text is for the relational engine.</summary>
internal static class RelationBuilder
{
    private const string To = "TO";

    private const string Form = "write COPY (SELECT …) TO 'file.csv', or COPY view TO 'file.parquet'";

    public static SqlStatement Build(ParserRuleContext statement, SqlPartContext[] parts) => new(Explanations(parts), statement.Span());

    public static Copy Build(CopyContext context)
    {
        var parts = context.sqlPart();
        if (parts.Length < 3 || parts[^1].Start.Type is not (STRING or PARAMETER))
        {
            throw new QueryException("COPY needs a source and a file", context.Span(), Form);
        }

        if (!parts[^2].Start.Text.Equals(To, StringComparison.OrdinalIgnoreCase))
        {
            var meant = NameSuggestions.Nearest(parts[^2].Start.Text, [To]) is null ? "" : $"did you mean {To}? ";
            throw new QueryException($"unexpected '{parts[^2].Start.Text}'", parts[^2].Start.Span(), meant + Form);
        }

        var (source, path) = (parts[..^2], parts[^1].Start);
        Term target = path.Type == STRING
            ? new StringLiteral(path.Text[1..^1].Replace("''", "'", StringComparison.Ordinal), path.Span())
            : new Parameter(path.Text[1..], path.Span());
        return new Copy(new SqlStatement(Explanations(source), Places.Between(source[0].Start, source[^1].Stop)), target, context.Span());
    }

    private static Seq<EmbeddedExplanation> Explanations(SqlPartContext[] parts) =>
        parts.Where(p => p.viewQuery() is not null).Select(p => new EmbeddedExplanation(ExplainBuilder.Build(p.viewQuery()), p.Span())).ToSeq();
}
