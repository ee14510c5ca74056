using Krypton.Results;
using Krypton.Sql;
using Krypton.Sql.Ast;
using Krypton.Workloads;

namespace Krypton.Statements;

/// <summary>Runs EXPLAIN OCCLUSION, EXPLAIN PLAN and EXPLAIN ANALYZE, and what a batch collects.</summary>
internal static class OcclusionStatements
{
    public static IReadOnlyList<QueryResult> Run(ExplainOcclusion statement, string text, string script, SessionContext context, WorkloadService service, OpenBatch batch)
    {
        var queries = BoundQuery.All(statement, script, context);
        if (!batch.IsOpen)
        {
            return [Together(service.Run(queries), text)];
        }

        batch.Add(statement, script, context.Parameters);
        return [QueryResult.Said(text, $"query {batch.Count} of the batch; RUN BATCH answers it") with { IsCollected = true }];
    }

    public static QueryResult Run(ExplainPlan statement, string text, string script, SessionContext context, WorkloadService service, OpenBatch batch)
    {
        if (statement.Selection is { } selection)
        {
            return RelationStatements.Explain(selection, statement.Options, text, script, context, service);
        }

        var queries = statement.Query is { } one ? BoundQuery.All(one, script, context) : batch.Bind(context, statement.Span);
        return new QueryResult(text, "", null, [], [], null) { Plan = service.Explain(queries, statement.Options) };
    }

    public static IReadOnlyList<QueryResult> Run(ExplainAnalyze statement, string text, string script, SessionContext context, WorkloadService service, OpenBatch batch)
    {
        if (statement.Query is { } one)
        {
            return service.Analyze(BoundQuery.All(one, script, context), text, statement.Options);
        }

        var queries = batch.Bind(context, statement.Span);
        var results = service.Analyze(queries, text, statement.Options);
        batch.Close();
        return results;
    }

    public static QueryResult Run(BeginBatch statement, string text, OpenBatch batch)
    {
        batch.Open(statement.Span);
        return QueryResult.Said(text, "batch begun: explanations are collected until RUN BATCH");
    }

    /// <summary>The answers of all collected queries; the batch stays open when one of them fails.</summary>
    public static IReadOnlyList<QueryResult> Run(RunBatch statement, string text, SessionContext context, WorkloadService service, OpenBatch batch)
    {
        var queries = batch.Bind(context, statement.Span);
        var results = service.Run(queries);
        batch.Close();
        var statistics = results[0].Statistics!;
        var asked = results.Sum(r => (long)r.Statistics!.Positions);
        var summary = $"{queries.Count} queries answered together: {asked:N0} positions asked for, {statistics.Evaluated:N0} evaluated, {statistics.Elapsed.TotalSeconds:0.0} s";
        return [QueryResult.Said(text, summary), .. results];
    }

    public static QueryResult Run(CancelBatch statement, string text, OpenBatch batch)
    {
        var count = batch.Count;
        batch.RequireOpen(statement.Span);
        batch.Close();
        return QueryResult.Said(text, $"batch of {count} queries forgotten");
    }

    /// <summary>The answers for a statement's windows as one.</summary>
    public static QueryResult Together(IReadOnlyList<QueryResult> answers, string text)
    {
        if (answers is [var one])
        {
            return one;
        }

        List<Heatmap> heatmaps = [.. answers.SelectMany(a => a.Heatmaps)];
        var statistics = answers[0].Statistics! with { Positions = answers.Sum(a => a.Statistics!.Positions), Queries = 1, Files = [.. answers.SelectMany(a => a.Statistics!.Files)] };
        return new QueryResult(text, "", Output.HeatmapRelation.Of(heatmaps), heatmaps, [.. answers.SelectMany(a => a.Notes).Distinct()], statistics);
    }
}
