using System.Text;
using Krypton.Sql;
using Krypton.Sql.Ast;
using Krypton.Sql.Editing;

namespace Krypton.Relations;

/// <summary>A statement's text as the relational engine gets it: explanations are tables, and a column may be called drop.</summary>
/// <param name="Sql">The text.</param>
/// <param name="Names">Every name in it.</param>
/// <param name="Parameters">Every @name in it, without the at sign.</param>
internal sealed record SqlText(string Sql, IReadOnlySet<string> Names, IReadOnlySet<string> Parameters)
{
    private const string Drop = "drop";

    /// <summary>The table that stands for an explanation.</summary>
    public static string Table(int explanation) => $"explanation_{explanation + 1}";

    /// <param name="script">The text that places are places of.</param>
    public static SqlText Of(SqlStatement statement, string script)
    {
        var (sql, names, parameters) = (new StringBuilder(), new HashSet<string>(StringComparer.OrdinalIgnoreCase), new HashSet<string>(StringComparer.OrdinalIgnoreCase));
        var at = statement.Span.Start;
        var end = at + statement.Span.Length;
        foreach (var (explanation, number) in statement.Explanations.Select((e, i) => (e, i)))
        {
            Append(script[at..explanation.Span.Start]);
            sql.Append(RelationEngine.Quoted(Table(number)));
            at = explanation.Span.Start + explanation.Span.Length;
        }

        Append(script[at..end]);
        return new SqlText(sql.ToString(), names, parameters);

        void Append(string text)
        {
            var done = 0;
            foreach (var token in SqlTokens.Of(text))
            {
                var word = text.Substring(token.Start, token.Length);
                sql.Append(text, done, token.Start - done);

                // The first word of DROP TABLE is the only drop that is not the column.
                var isColumn = sql.Length > 0 && word.Equals(Drop, StringComparison.OrdinalIgnoreCase);
                sql.Append(isColumn ? RelationEngine.Quoted(Drop) : word);
                done = token.Start + token.Length;
                if (token.Kind == SqlTokenKind.Parameter)
                {
                    parameters.Add(word[1..]);
                }
                else if (token.Kind is SqlTokenKind.Name or SqlTokenKind.Keyword)
                {
                    names.Add(word.Trim('"'));
                }
            }

            sql.Append(text, done, text.Length - done);
        }
    }
}
