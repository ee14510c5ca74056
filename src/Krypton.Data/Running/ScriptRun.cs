using System.Threading.Channels;
using Krypton.Catalog;
using Krypton.Results;
using Krypton.Sql;
using Krypton.Sql.Ast;

namespace Krypton.Data.Running;

/// <summary>Runs a command's statements one after the other, whether or not anybody reads yet, and hands over what is there as soon as it is.</summary>
internal sealed class ScriptRun : IProgress<QueryProgress>
{
    private readonly Channel<ScriptPart> _parts = Channel.CreateUnbounded<ScriptPart>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private readonly ScriptJob _job;
    private readonly Action<QueryProgress> _onProgress;
    private readonly Action<string> _onMessage;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _late = new();
    private readonly CancellationTokenSource _stop;
    private readonly Lock _stopping = new();
    private bool _ended;
    private bool _canceled;
    private Statement? _current;
    private volatile QueryProgress? _progress;

    public ScriptRun(ScriptJob job, Action<QueryProgress> onProgress, Action<string> onMessage, CancellationToken caller)
    {
        (_job, _onProgress, _onMessage, _caller) = (job, onProgress, onMessage, caller);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(caller, _late.Token);
        if (job.Timeout > 0)
        {
            _late.CancelAfter(TimeSpan.FromSeconds(job.Timeout));
        }

        Ended = Task.Run(RunAsync, CancellationToken.None);
    }

    /// <summary>What there is to read; completed with the error that ended the run, as its reader should see it.</summary>
    public ChannelReader<ScriptPart> Parts => _parts.Reader;

    /// <summary>Done when nothing runs any more; never fails.</summary>
    public Task Ended { get; }

    /// <summary>How far the running statement is; null when none runs.</summary>
    public QueryProgress? Progress => _progress;

    /// <summary>Stops the run: its reader gets an error.</summary>
    public void Cancel()
    {
        lock (_stopping)
        {
            _canceled = true;
        }

        Stop();
    }

    /// <summary>Stops the run because nobody wants the rest.</summary>
    public void Stop()
    {
        lock (_stopping)
        {
            if (!_ended)
            {
                _stop.Cancel();
            }
        }
    }

    public void Report(QueryProgress value)
    {
        _progress = value;
        if (value.Finished is { } maps && _current is ExplainOcclusion)
        {
            _parts.Writer.TryWrite(new FinishedMaps(maps));
        }

        _onProgress(value);
    }

    private async Task RunAsync()
    {
        Exception? error = null;
        try
        {
            foreach (var statement in _job.Statements)
            {
                _current = statement;
                await RunAsync(statement).ConfigureAwait(false);
                _progress = null;
            }
        }
        catch (Exception e)
        {
            error = AsSeenByReader(e);
        }

        _progress = null;
        lock (_stopping)
        {
            _ended = true;
            _stop.Dispose();
            _late.Dispose();
        }

        _parts.Writer.Complete(error);
    }

    private async Task RunAsync(Statement statement)
    {
        if (_job.SchemaOnly && !StatementColumns.RunsForColumns(statement))
        {
            if ((statement is SqlStatement sql && StatementColumns.GivesRows(sql, _job.Script) ? _job.Session.Columns(sql, _job.Script, _job.Parameters, _stop.Token) : StatementColumns.Of(statement)) is { } columns)
            {
                _parts.Writer.TryWrite(new Answered(QueryResult.Table("", Relation.Of(columns))));
            }

            return;
        }

        foreach (var result in await _job.Session.ExecuteAsync(statement, _job.Script, _job.Parameters, this, _stop.Token).ConfigureAwait(false))
        {
            _parts.Writer.TryWrite(new Answered(_job.SchemaOnly && result.Relation is { } r ? result with { Relation = r with { Rows = [] } } : result));
            foreach (var message in result.Notes.Prepend(result.Message).Where(m => m.Length > 0))
            {
                _onMessage(message);
            }
        }
    }

    private Exception? AsSeenByReader(Exception e)
    {
        switch (e)
        {
            case QueryException query:
                return KryptonException.Of(query);
            case CatalogException catalog:
                return KryptonException.Of(catalog);
            case QueryCanceledException stopped when _caller.IsCancellationRequested:
                return new QueryCanceledException(stopped.Message, _caller);
            case QueryCanceledException stopped when _canceled:
                return KryptonException.Cancel(stopped);
            case QueryCanceledException stopped when _late.IsCancellationRequested:
                return KryptonException.Timeout(_job.Timeout, stopped);
            case QueryCanceledException:
                return null;
            default:
                return e;
        }
    }
}
