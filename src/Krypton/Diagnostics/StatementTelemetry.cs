using System.Diagnostics;
using System.Diagnostics.Metrics;
using Krypton.Results;
using Krypton.Sql.Ast;

namespace Krypton.Diagnostics;

/// <summary>Traces and counts one statement for OpenTelemetry: the activity source and the meter are both called <c>Krypton</c>.</summary>
internal sealed class StatementTelemetry : IDisposable
{
    private const string Name = "Krypton";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> Queries = Meter.CreateCounter<long>("krypton.queries", "{query}", "Statements that were run");
    private static readonly Counter<long> Errors = Meter.CreateCounter<long>("krypton.errors", "{error}", "Statements that failed or were cancelled");
    private static readonly Histogram<double> Seconds = Meter.CreateHistogram<double>("krypton.query.duration", "s", "Time a statement took, without waiting for its turn");
    private static readonly Counter<long> Evaluated = Meter.CreateCounter<long>("krypton.positions.evaluated", "{position}", "Positions of patches that were computed");
    private static readonly Counter<long> Reused = Meter.CreateCounter<long>("krypton.positions.reused", "{position}", "Positions that were answered without computing them: stored, shared, or guessed under APPROX");

    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly KeyValuePair<string, object?> _kind;
    private readonly Activity? _activity;

    /// <param name="script">The text that the statement's place is a place of.</param>
    public StatementTelemetry(Statement statement, string script)
    {
        var kind = statement.GetType().Name;
        _kind = new("krypton.statement", kind);
        _activity = Source.StartActivity(kind);
        _activity?.SetTag("db.system.name", "krypton").SetTag("db.operation.name", kind).SetTag("db.query.text", script.Substring(statement.Span.Start, statement.Span.Length));
    }

    public IReadOnlyList<QueryResult> Done(IReadOnlyList<QueryResult> results)
    {
        // Queries answered together all report what was computed for all of them.
        var statistics = results.Select(r => r.Statistics).OfType<QueryStatistics>().ToList();
        if (statistics.Count > 0)
        {
            var (asked, evaluated) = (statistics.Sum(s => (long)s.Positions), statistics[0].Evaluated);
            Evaluated.Add(evaluated, _kind);
            Reused.Add(Math.Max(0, asked - evaluated), _kind);
            _activity?.SetTag("krypton.positions.evaluated", evaluated).SetTag("krypton.positions.asked", asked);
        }

        return results;
    }

    public T Failed<T>(T error)
        where T : Exception
    {
        var outcome = error is OperationCanceledException ? "cancelled" : "failed";
        Errors.Add(1, _kind, new("error.type", outcome));
        _activity?.SetStatus(ActivityStatusCode.Error, error.Message);
        return error;
    }

    public void Dispose()
    {
        Queries.Add(1, _kind);
        Seconds.Record(Stopwatch.GetElapsedTime(_start).TotalSeconds, _kind);
        _activity?.Dispose();
    }
}
