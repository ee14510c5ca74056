using Krypton.Sql;
using Krypton.Sql.Ast;
using Krypton.Workloads;

namespace Krypton.Statements;

/// <summary>The explanations that a session collected since BEGIN BATCH.</summary>
internal sealed class OpenBatch
{
    private List<(ExplainOcclusion Statement, string Source, IReadOnlyDictionary<string, object?> Parameters)>? _queries;

    public bool IsOpen => _queries is not null;

    public int Count => _queries?.Count ?? 0;

    public void Open(SourceSpan span) =>
        _queries = IsOpen ? throw new QueryException("a batch is open already", span, "RUN BATCH answers it, CANCEL BATCH forgets it") : [];

    public void Add(ExplainOcclusion statement, string source, IReadOnlyDictionary<string, object?> parameters) => _queries!.Add((statement, source, parameters));

    public void Close() => _queries = null;

    public void RequireOpen(SourceSpan span)
    {
        if (!IsOpen)
        {
            throw new QueryException("no batch is open", span, "begin one with BEGIN BATCH");
        }
    }

    /// <summary>The queries, bound anew: files may have changed since they were collected.</summary>
    /// <exception cref="QueryException">No batch is open, it is empty, or one of its queries fails.</exception>
    public IReadOnlyList<BoundQuery> Bind(SessionContext context, SourceSpan span)
    {
        RequireOpen(span);
        if (Count == 0)
        {
            throw new QueryException("the batch is empty", span, "collect EXPLAIN OCCLUSION statements first");
        }

        return [.. _queries!.SelectMany(q => BoundQuery.All(q.Statement, q.Source, context.With(q.Parameters)))];
    }
}
