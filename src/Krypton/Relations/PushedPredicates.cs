using System.Globalization;
using Krypton.Planning.Logical;
using Krypton.Results;
using Krypton.Sql.Editing;

namespace Krypton.Relations;

/// <summary>
/// Which positions and images of an explanation a SELECT can see: what its WHERE says of y, row, x, col and image alone holds before
/// anything is evaluated. Only what is certain is used: one explanation as the only source, conditions joined by AND.
/// </summary>
internal static class PushedPredicates
{
    /// <summary>Columns that say the same of a position, for each thing that a query can be narrowed by.</summary>
    private static readonly string[][] Families = [["y", "row"], ["x", "col"], ["image"]];

    /// <summary>Words that end a WHERE.</summary>
    private static readonly HashSet<string> Ends = new(["group", "order", "limit", "having", "window", "union", "intersect", "except", "offset", ";"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Words of SQL's that a condition may hold beside columns and values.</summary>
    private static readonly HashSet<string> Operators = new(["and", "or", "between", "in", "not", "is", "null", "like", "glob"], StringComparer.OrdinalIgnoreCase);

    /// <summary>The query narrowed to what the statement can see, and what was left out in words; null where nothing is.</summary>
    /// <param name="sql">The statement with the explanation's table in place of the explanation.</param>
    /// <param name="holds">The numbers of the rows, from 0 on, for which a condition holds.</param>
    public static (LogicalOcclusion Query, int Row, int Column, string What)? Narrow(SqlText sql, LogicalOcclusion query, Func<Relation, string, IReadOnlyList<int>> holds)
    {
        // A pixel's value is the mean over positions that the condition says nothing of.
        if (query.Goal is not null || query.Output == Sql.Ast.OutputKind.Pixels || Conditions(sql.Sql) is not { Count: > 0 } conditions)
        {
            return null;
        }

        var grid = query.Grid;
        var rows = Bounds(grid.Y, Kept(conditions, 0, Axis(grid.Y, "y", "row"), holds));
        var columns = Bounds(grid.X, Kept(conditions, 1, Axis(grid.X, "x", "col"), holds));
        var kept = Kept(conditions, 2, Relation.Of([new Column("image", typeof(string))], query.Images.Select(i => new object?[] { i.Name })), holds);

        // At least one image stays: a SELECT that sees nothing still has columns.
        var images = query.Images.Where((_, i) => kept.Contains(i)).DefaultIfEmpty(query.Images[0]).ToList();
        if (rows.Count == grid.Rows && columns.Count == grid.Columns && images.Count == query.Images.Count)
        {
            return null;
        }

        var narrowed = query with { Grid = grid with { Y = rows, X = columns }, Images = [.. images] };
        var what = string.Create(CultureInfo.InvariantCulture, $"{narrowed.Grid.Count:N0} of {grid.Count:N0} positions, {images.Count:N0} of {query.Images.Count:N0} images");
        return (narrowed, (rows.Start - grid.Y.Start) / grid.Y.Stride, (columns.Start - grid.X.Start) / grid.X.Stride, what);
    }

    /// <summary>The explanation's rows with numbers of rows and columns as they are without narrowing.</summary>
    public static Relation Renumbered(Relation relation, int row, int column)
    {
        var (rowAt, columnAt) = (IndexOf(relation, "row"), IndexOf(relation, "col"));
        return relation with
        {
            Rows = relation.Rows.Select(values =>
            {
                var copy = (object?[])values.Clone();
                (copy[rowAt], copy[columnAt]) = ((int)copy[rowAt]! + row, (int)copy[columnAt]! + column);
                return copy;
            }),
        };
    }

    private static int IndexOf(Relation relation, string name) => relation.Columns.Select((c, i) => (c, i)).First(p => p.c.Name == name).i;

    private static Relation Axis(PositionAxis axis, string offset, string number) => Relation.Of(
        [new Column(offset, typeof(int)), new Column(number, typeof(int))], Enumerable.Range(0, axis.Count).Select(i => new object?[] { axis[i], i }));

    /// <summary>The rows of a family for which all of its conditions hold.</summary>
    private static HashSet<int> Kept(List<(int Family, string Text)> conditions, int family, Relation relation, Func<Relation, string, IReadOnlyList<int>> holds)
    {
        var own = conditions.Where(c => c.Family == family).Select(c => $"({c.Text})").ToList();
        return own.Count == 0 ? [.. Enumerable.Range(0, relation.Rows.Count())] : [.. holds(relation, string.Join(" AND ", own))];
    }

    /// <summary>The shortest run of offsets that holds all that are kept; one where none is.</summary>
    private static PositionAxis Bounds(PositionAxis axis, HashSet<int> kept) =>
        kept.Count == 0 ? axis with { Count = Math.Min(1, axis.Count) } : axis with { Start = axis[kept.Min()], Count = kept.Max() - kept.Min() + 1 };

    /// <summary>The conditions of the statement's WHERE that name columns of one family and nothing else; null where the statement is of another form.</summary>
    private static List<(int Family, string Text)>? Conditions(string sql)
    {
        var tokens = SqlTokens.Of(sql).Where(t => t.Kind != SqlTokenKind.Comment).ToList();
        string Word(int i) => sql.Substring(tokens[i].Start, tokens[i].Length);
        bool Is(int i, string word) => i < tokens.Count && Word(i).Equals(word, StringComparison.OrdinalIgnoreCase);
        if (tokens.Count == 0 || !Is(0, "SELECT"))
        {
            return null;
        }

        // SELECT … FROM explanation [[AS] alias] WHERE …, all outside parentheses.
        var (from, depth) = (-1, 0);
        for (var i = 0; i < tokens.Count && from < 0; i++)
        {
            depth += Is(i, "(") ? 1 : Is(i, ")") ? -1 : 0;
            from = depth == 0 && Is(i, "FROM") ? i : -1;
        }

        if (from < 0 || from + 2 >= tokens.Count || Word(from + 1) != RelationEngine.Quoted(SqlText.Table(0)))
        {
            return null;
        }

        var (at, alias) = (from + 2, "");
        at += Is(at, "AS") ? 1 : 0;
        if (!Is(at, "WHERE") && at < tokens.Count && tokens[at].Kind == SqlTokenKind.Name)
        {
            alias = Word(at++);
        }

        if (!Is(at, "WHERE"))
        {
            return null;
        }

        var (conditions, start, between) = (new List<(int, string)>(), at + 1, false);
        for (var i = at + 1; ; i++)
        {
            var over = i == tokens.Count || (depth == 0 && Ends.Contains(Word(i)));
            if (!over && depth == 0 && (Is(i, "OR") || Is(i, "CASE")))
            {
                return null;
            }

            // The AND of BETWEEN a AND b joins no conditions.
            var joins = !over && depth == 0 && Is(i, "AND") && !between;
            if (over || joins)
            {
                if (Family(start, i) is { } family)
                {
                    // Without the alias, which SQLite does not know there; two signs that make one stay together.
                    conditions.Add((family, string.Concat(Enumerable.Range(start, i - start).Where(t => !IsAlias(t) && !(Is(t, ".") && IsAlias(t - 1)))
                        .Select(t => Word(t) + (t + 1 < tokens.Count && tokens[t].Start + tokens[t].Length == tokens[t + 1].Start ? "" : " ")))));
                }

                start = i + 1;
            }

            if (over)
            {
                return conditions;
            }

            between = depth == 0 ? Is(i, "BETWEEN") || (between && !Is(i, "AND")) : between;
            depth += Is(i, "(") ? 1 : Is(i, ")") ? -1 : 0;
        }

        bool IsAlias(int i) => alias.Length > 0 && Is(i, alias) && Is(i + 1, ".");

        // Which family's columns the tokens name; null where they hold anything else that is not a value.
        int? Family(int begin, int end)
        {
            int? found = null;
            for (var i = begin; i < end; i++)
            {
                var word = Word(i);

                // The lexer takes x for the sign between two numbers.
                var isValue = tokens[i].Kind is SqlTokenKind.String or SqlTokenKind.Parameter || (tokens[i].Kind == SqlTokenKind.Number && !char.IsLetter(word[0]));
                if (isValue || Operators.Contains(word) || IsSign(word) || IsAlias(i))
                {
                    continue;
                }

                var family = Array.FindIndex(Families, f => f.Contains(word.Trim('"'), StringComparer.OrdinalIgnoreCase));
                if (family < 0 || (found is not null && found != family))
                {
                    return null;
                }

                found = family;
            }

            return found;
        }
    }

    private static bool IsSign(string word) => word.All(c => "()<>=!+-*/%.,".Contains(c, StringComparison.Ordinal));
}
