using Krypton.Output;
using Krypton.Planning.Binding;
using Krypton.Planning.Logical;
using Krypton.Sql;
using Krypton.Sql.Ast;
using Krypton.Statements;

namespace Krypton.Workloads;

/// <summary>An EXPLAIN OCCLUSION that is ready to be planned.</summary>
/// <param name="Text">The statement as it was written.</param>
/// <param name="Source">The script that its places are places of.</param>
/// <param name="Target">Where its heatmaps are written; null for nowhere.</param>
internal sealed record BoundQuery(ExplainOcclusion Statement, string Text, string Source, LogicalOcclusion Query, SessionContext.ReadyModel Model, HeatmapTarget? Target)
{
    /// <summary>Bytes that MEMORY allows; null without it.</summary>
    public long? MemoryLimit { get; private init; }

    /// <summary>CPU threads.</summary>
    public int Threads { get; private init; } = 1;

    /// <exception cref="QueryException">Something in the statement does not exist or does not fit.</exception>
    public static BoundQuery Of(ExplainOcclusion statement, string source, SessionContext context) => Guard(source, () =>
    {
        var model = context.Ready(statement.Model);
        var query = Binder.Bind(statement, context);
        var text = source.Substring(statement.Span.Start, statement.Span.Length);
        return new BoundQuery(statement, text, source, query, model, query.Into is null ? null : new HeatmapTarget(query.Into, query, statement.Into!.Span))
        {
            MemoryLimit = Binder.MemoryLimit(statement.With, context),
            Threads = context.Settings.Threads,
        };
    });

    /// <summary>A query for each window that the statement names.</summary>
    /// <exception cref="QueryException">Something in the statement does not exist or does not fit.</exception>
    public static IReadOnlyList<BoundQuery> All(ExplainOcclusion statement, string source, SessionContext context)
    {
        var queries = statement.ForEachPatch().Select(s => Of(s, source, context)).ToList();
        var twice = queries.GroupBy(q => (q.Query.Grid.PatchHeight, q.Query.Grid.PatchWidth)).FirstOrDefault(g => g.Count() > 1);
        if (twice is not null)
        {
            throw new QueryException($"the patch of {twice.Key.PatchHeight}×{twice.Key.PatchWidth} pixels is there twice", twice.Last().Statement.With.Patch!.Span, source: source);
        }

        if (queries.Count > 1 && queries[0].Query.Into is { } into && !into.Contains("{patch}", StringComparison.Ordinal))
        {
            throw new QueryException($"the heatmaps of {queries.Count} windows would be written to one file", statement.Into!.Span, "put {patch} into the file's name", source: source);
        }

        return queries;
    }

    /// <summary>Runs work for the query; its errors show the query's own text.</summary>
    public T Guard<T>(Func<T> work) => Guard(Source, work);

    /// <summary>The classes it asks for, given what the model says of the image without a patch.</summary>
    public int[] Classes(float[] baseLogits) => Guard(() =>
    {
        switch (Query.Classes)
        {
            case FixedClass one when one.Index >= baseLogits.Length:
                throw new QueryException($"class {one.Index} does not exist: the model has classes 0 to {baseLogits.Length - 1}", ((OneClass)Statement.Classes).Class.Span);
            case TopChoice top when top.Count > baseLogits.Length:
                throw new QueryException($"the model has only {baseLogits.Length} classes", ((TopClasses)Statement.Classes).Count.Span);
            default:
                return Query.Classes.Indices(baseLogits);
        }
    });

    private static T Guard<T>(string source, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (QueryException e)
        {
            throw e.WithSource(source);
        }
    }
}
