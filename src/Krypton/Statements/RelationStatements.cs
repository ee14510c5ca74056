using System.Text.RegularExpressions;
using Krypton.Planning.Binding;
using Krypton.Planning.Rules;
using Krypton.Relations;
using Krypton.Results;
using Krypton.Sql;
using Krypton.Sql.Ast;
using Krypton.Workloads;
using Microsoft.Data.Sqlite;

namespace Krypton.Statements;

/// <summary>Runs SQL over explanations, views and tables, and COPY.</summary>
internal static partial class RelationStatements
{
    public static QueryResult Run(SqlStatement statement, string text, string script, SessionContext context, WorkloadService service, CancellationToken cancellation)
    {
        var sql = SqlText.Of(statement, script);
        var (rows, changed, explained) = Execute(statement, sql, script, context, service, cancellation);
        return rows is null
            ? new QueryResult(text, Done(sql.Sql, changed), null, [], Notes(explained), null)
            : new QueryResult(text, "", rows, [], Notes(explained), null);
    }

    public static QueryResult Run(Copy statement, string text, string script, SessionContext context, WorkloadService service, CancellationToken cancellation)
    {
        var path = Terms.Text(context, statement.Path, "the file");
        RelationFile.Check(path, statement.Path.Span);
        var source = SqlText.Of(statement.Source, script);
        var (rows, _, explained) = Execute(statement.Source, source with { Sql = $"SELECT * FROM {source.Sql}" }, script, context, service, cancellation);
        var count = RelationFile.Write(rows!, path, statement.Path.Span);
        return QueryResult.Said(text, $"{count:N0} rows written to '{path}'") with { Notes = Notes(explained) };
    }

    /// <summary>The plan of what a SELECT explains, narrowed as it would be; SQLite's own plan is not shown.</summary>
    public static QueryResult Explain(SqlStatement statement, PlanOptions options, string text, string script, SessionContext context, WorkloadService service)
    {
        var sql = SqlText.Of(statement, script);
        var (queries, _, narrowed) = Queries(statement, sql, Values(sql, statement, context), script, context, default);
        if (queries.Count == 0)
        {
            throw new QueryException("it explains nothing, so there is no plan to show", statement.Span, "SELECT … FROM (EXPLAIN OCCLUSION …) or from a view");
        }

        var notes = narrowed is var (_, _, what) ? new List<string> { Pushed(what) } : [];
        return new QueryResult(text, "", null, [], notes, null) { Plan = service.Explain(queries, options) };
    }

    /// <summary>The columns that a SELECT would give, without explaining anything.</summary>
    public static IReadOnlyList<Column> Columns(SqlStatement statement, string script, SessionContext context, CancellationToken cancellation)
    {
        var sql = SqlText.Of(statement, script);
        var values = Values(sql, statement, context);
        var (_, names, _) = Queries(statement, sql, values, script, context, cancellation);
        var empty = new ExplainedMaps([]).Relation([], sql.Names.Contains(ExplainedMaps.Column));
        try
        {
            var (rows, _) = context.Relations.Run($"SELECT * FROM ({sql.Sql}) LIMIT 0", [.. names.Distinct().Select(n => (n, empty))], values, cancellation);
            return rows!.Columns;
        }
        catch (SqliteException e)
        {
            throw Failed(e, statement, script);
        }
    }

    private static (Relation? Rows, int Changed, IReadOnlyList<QueryResult> Explained) Execute(
        SqlStatement statement, SqlText sql, string script, SessionContext context, WorkloadService service, CancellationToken cancellation)
    {
        var values = Values(sql, statement, context);
        var (queries, names, narrowed) = Queries(statement, sql, values, script, context, cancellation);
        var answers = queries.Count > 0 ? service.Run(queries) : [];
        var maps = new ExplainedMaps([.. queries.Zip(answers).SelectMany(p => p.Second.Heatmaps.Select(h => (h, p.First)))]);
        List<(string Name, Relation Relation)> inputs = [.. names.Zip(answers).GroupBy(p => p.First).Select(g => (g.Key, maps.Relation([.. g.SelectMany(p => p.Second.Heatmaps)], sql.Names.Contains(ExplainedMaps.Column))))];
        if (narrowed is var (row, column, what))
        {
            inputs[0] = (inputs[0].Name, PushedPredicates.Renumbered(inputs[0].Relation, row, column));
            answers = [answers[0] with { Notes = [.. answers[0].Notes, Pushed(what)] }, .. answers.Skip(1)];
        }

        try
        {
            var (rows, changed) = context.Relations.Run(sql.Sql, inputs, values, cancellation, new MapFunctions(maps, cancellation));
            return (rows, changed, answers);
        }
        catch (SqliteException e)
        {
            throw Failed(e, statement, script);
        }
        catch (InvalidOperationException e)
        {
            throw new QueryException(e.Message.TrimEnd('.'), statement.Span, inner: e);
        }
    }

    /// <summary>What is to be explained, the table that each will stand in, and how the only explanation was narrowed. All explanations are planned together, so that they share what they have in common.</summary>
    private static (List<BoundQuery> Queries, IReadOnlyList<string> Names, (int Row, int Column, string What)? Narrowed) Queries(
        SqlStatement statement, SqlText sql, Dictionary<string, object?> values, string script, SessionContext context, CancellationToken cancellation)
    {
        var named = statement.Explanations.SelectMany((e, i) => BoundQuery.All(e.Query, script, context).Select(q => (Query: q, Name: SqlText.Table(i)))).ToList();
        var queries = named.Select(n => n.Query).ToList();
        var narrowed = Narrow(queries, sql, values, context, cancellation);
        var views = context.Views.List().Where(v => sql.Names.Contains(v.Name) && !context.Relations.Tables().Contains(v.Name)).ToList();
        queries.AddRange(views.Select(v => BoundQuery.Of((ExplainOcclusion)SqlParser.ParseScript(v.Query)[0], v.Query, context)));
        return (queries, [.. named.Select(n => n.Name).Concat(views.Select(v => v.Name))], narrowed);
    }

    private static Dictionary<string, object?> Values(SqlText sql, SqlStatement statement, SessionContext context) =>
        sql.Parameters.ToDictionary(p => p, p => (object?)context.Parameter(new Parameter(p, statement.Span)));

    private static string Pushed(string what) => $"rule {RuleCatalog.PushDownPredicates}: {what}";

    /// <summary>Narrows the only explanation to what the statement's WHERE can see; a condition that SQLite does not understand is left to the statement itself.</summary>
    private static (int Row, int Column, string What)? Narrow(List<BoundQuery> queries, SqlText sql, Dictionary<string, object?> values, SessionContext context, CancellationToken cancellation)
    {
        if (queries.Count != 1 || context.Settings.OffRules.Contains(RuleCatalog.PushDownPredicates))
        {
            return null;
        }

        try
        {
            var narrowed = PushedPredicates.Narrow(sql, queries[0].Query, (relation, condition) =>
            {
                var numbered = new Relation(
                    [.. relation.Columns, new Column("number", typeof(int))], relation.Rows.Select((r, i) => (object?[])[.. r, i]));
                var (rows, _) = context.Relations.Run($"SELECT \"number\" FROM pushed WHERE {condition}", [("pushed", numbered)], values, cancellation);
                return [.. rows!.Rows.Select(r => (int)(long)r[0]!)];
            });
            if (narrowed is not var (query, row, column, what))
            {
                return null;
            }

            queries[0] = queries[0] with { Query = query };
            return (row, column, what);
        }
        catch (SqliteException)
        {
            return null;
        }
    }

    /// <summary>Points at the word that SQLite names.</summary>
    private static QueryException Failed(SqliteException error, SqlStatement statement, string script)
    {
        var problem = Prefix().Match(error.Message) is { Success: true } told ? told.Groups[1].Value : error.Message.TrimEnd('.');
        var word = Word().Match(problem) is { Success: true } named ? named.Groups[1].Value.Split('.')[^1] : "";
        var text = script.Substring(statement.Span.Start, statement.Span.Length);
        var at = word.Length == 0 ? -1 : Regex.Match(text, $@"(?<![\w]){Regex.Escape(word)}(?![\w])", RegexOptions.IgnoreCase) is { Success: true } found ? found.Index : -1;
        if (at < 0)
        {
            return new QueryException(problem, statement.Span, inner: error);
        }

        var before = script[..(statement.Span.Start + at)];
        var span = new SourceSpan(statement.Span.Start + at, word.Length, before.Count(c => c == '\n') + 1, before.Length - before.LastIndexOf('\n'));
        return new QueryException(problem, span, "explanations and views have the columns image, model, class, label, row, col, y, x, height, width, score, drop, predicted and exact; map is what functions of whole maps take", inner: error);
    }

    private static string Done(string sql, int changed) =>
        sql.StartsWith("CREATE", StringComparison.OrdinalIgnoreCase) ? "table created" : sql.StartsWith("DROP", StringComparison.OrdinalIgnoreCase) ? "table dropped" : $"{changed:N0} rows changed";

    /// <summary>Defaults in force, and which scores are no measurements.</summary>
    private static List<string> Notes(IReadOnlyList<QueryResult> explained)
    {
        var approximate = explained.SelectMany(e => e.Heatmaps).Where(h => h.Quality is not null).ToList();
        List<string> notes = [.. explained.SelectMany(e => e.Notes).Distinct()];
        if (approximate.Count > 0)
        {
            var (exact, all) = (approximate.Sum(h => h.Quality!.Exact), approximate.Sum(h => h.Scores.Length));
            notes.Add($"{exact:N0} of {all:N0} scores were evaluated, the others are estimates (APPROX, quality at least {approximate.Min(h => h.Quality!.Estimate):0.00}); order and limits go by both alike");
        }

        return notes;
    }

    [GeneratedRegex(@"^SQLite Error \d+: '(.*)'\.$", RegexOptions.Singleline)]
    private static partial Regex Prefix();

    [GeneratedRegex(@"(?:no such (?:column|table|function): |near ""|ambiguous column name: |has no column named |table )""?([\w.]+)")]
    private static partial Regex Word();
}
