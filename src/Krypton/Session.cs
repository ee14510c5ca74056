using System.Runtime.CompilerServices;
using Krypton.Catalog;
using Krypton.Diagnostics;
using Krypton.Parameters;
using Krypton.Results;
using Krypton.Sql;
using Krypton.Sql.Ast;
using Krypton.Statements;
using Krypton.Stored;
using Krypton.Workloads;

namespace Krypton;

/// <summary>One user's settings, and the way to run statements.</summary>
public sealed class Session
{
    private readonly Database _database;
    private readonly AnswerCache _answers = new();
    private readonly OpenBatch _batch = new();

    internal Session(Database database) => _database = database;

    /// <summary>What SET changes.</summary>
    public SessionSettings Settings { get; } = new();

    /// <summary>Runs a script and returns each statement's answer as soon as it is there; later statements run when it is asked for.</summary>
    /// <param name="script">Statements separated by semicolons. RUN BATCH has several answers: a summary, then one a query.</param>
    /// <param name="parameters">Values for @name, with or without the at sign; bytes or a stream for an image or a model that is no file.</param>
    /// <param name="progress">Told how far the running statement is, on the thread that runs it.</param>
    /// <param name="cancellation">Stops the running statement.</param>
    /// <exception cref="QueryException">A statement cannot be understood or answered. Earlier ones have had their effect.</exception>
    /// <exception cref="QueryCanceledException">The token was cancelled.</exception>
    public IEnumerable<QueryResult> Execute(
        string script, IReadOnlyDictionary<string, object?>? parameters = null, IProgress<QueryProgress>? progress = null, CancellationToken cancellation = default)
    {
        var values = QueryParameters.From(parameters);
        foreach (var statement in SqlParser.ParseScript(script))
        {
            WaitForTurn(cancellation);
            foreach (var result in RunInTurn(statement, script, values, progress, cancellation))
            {
                yield return result;
            }
        }
    }

    /// <summary>Runs a script as <see cref="Execute"/> does, without holding the caller's thread.</summary>
    /// <param name="script">Statements separated by semicolons.</param>
    /// <param name="parameters">See <see cref="QueryParameters.From"/>.</param>
    /// <param name="progress">Told how far the running statement is, on the thread that runs it.</param>
    /// <param name="cancellation">Stops the running statement.</param>
    /// <exception cref="QueryException">A statement cannot be understood or answered. Earlier ones have had their effect.</exception>
    /// <exception cref="QueryCanceledException">The token was cancelled.</exception>
    public async IAsyncEnumerable<QueryResult> ExecuteAsync(
        string script, object? parameters = null, IProgress<QueryProgress>? progress = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var values = QueryParameters.From(parameters);
        foreach (var statement in SqlParser.ParseScript(script))
        {
            foreach (var result in await ExecuteAsync(statement, script, values, progress, cancellation).ConfigureAwait(false))
            {
                yield return result;
            }
        }
    }

    /// <summary>Runs one statement of a script that <see cref="SqlParser.ParseScript"/> took apart, without holding the caller's thread.</summary>
    /// <param name="statement">A statement of the script.</param>
    /// <param name="script">The text that its places are places of.</param>
    /// <param name="parameters">See <see cref="QueryParameters.From"/>.</param>
    /// <param name="progress">Told how far the statement is, on the thread that runs it.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="QueryException">It cannot be answered.</exception>
    /// <exception cref="QueryCanceledException">The token was cancelled.</exception>
    public async Task<IReadOnlyList<QueryResult>> ExecuteAsync(
        Statement statement, string script, object? parameters = null, IProgress<QueryProgress>? progress = null, CancellationToken cancellation = default)
    {
        var values = QueryParameters.From(parameters);
        try
        {
            await _database.Turn.WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            throw CancelledBefore(cancellation);
        }

        // Not the token: whoever has the turn must give it back.
        return await Task.Run(() => RunInTurn(statement, script, values, progress, cancellation), CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>What the classes of a model are called, in their order; empty when it has no labels, or cannot be read.</summary>
    /// <param name="model">As a statement writes it: a name, or a path in single quotes.</param>
    public IReadOnlyList<string> ClassLabels(string model)
    {
        ArgumentNullException.ThrowIfNull(model);
        try
        {
            if (SqlParser.ParseScript($"DESCRIBE MODEL {model}") is not [Describe { Target: var target }])
            {
                return [];
            }

            WaitForTurn(CancellationToken.None);
            try
            {
                _database.Models.BeginStatement();
                return new SessionContext(_database, Settings, _answers, QueryParameters.From(null)).Ready(target).Options.Labels;
            }
            finally
            {
                _database.Turn.Release();
            }
        }
        catch (Exception e) when (e is QueryException or CatalogException or Models.ModelException)
        {
            return [];
        }
    }

    /// <summary>The columns of a SELECT (WITH, VALUES) over explanations, views and tables, without explaining anything.</summary>
    /// <param name="statement">A statement of the script that gives rows.</param>
    /// <param name="script">The text that its places are places of.</param>
    /// <param name="parameters">See <see cref="QueryParameters.From"/>.</param>
    /// <param name="cancellation">Stops waiting for the statements before it.</param>
    /// <exception cref="QueryException">It cannot be understood.</exception>
    public IReadOnlyList<Column> Columns(SqlStatement statement, string script, object? parameters = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(statement);
        WaitForTurn(cancellation);
        try
        {
            _database.ThrowIfDisposed();
            _database.Models.BeginStatement();
            return RelationStatements.Columns(statement, script, new SessionContext(_database, Settings, _answers, QueryParameters.From(parameters)), cancellation);
        }
        catch (QueryException e)
        {
            throw e.WithSource(script);
        }
        finally
        {
            _database.Turn.Release();
        }
    }

    /// <summary>Runs a statement whose turn it is, and gives the turn back.</summary>
    private IReadOnlyList<QueryResult> RunInTurn(
        Statement statement, string script, IReadOnlyDictionary<string, object?> parameters, IProgress<QueryProgress>? progress, CancellationToken cancellation)
    {
        using var telemetry = new StatementTelemetry(statement, script);
        try
        {
            _database.ThrowIfDisposed();
            _database.Models.BeginStatement();
            return telemetry.Done(Run(statement, script, new SessionContext(_database, Settings, _answers, parameters), progress, cancellation));
        }
        catch (QueryException e)
        {
            throw telemetry.Failed(e.WithSource(script));
        }
        catch (Exception e) when (e is CatalogException or Models.ModelException or Gpu.GpuException)
        {
            throw telemetry.Failed(new QueryException(e.Message.TrimEnd('.'), statement.Span, source: script, inner: e));
        }
        catch (OperationCanceledException e)
        {
            throw telemetry.Failed(e as QueryCanceledException ?? new QueryCanceledException("cancelled", cancellation));
        }
        finally
        {
            _database.Turn.Release();
        }
    }

    private IReadOnlyList<QueryResult> Run(Statement statement, string script, SessionContext context, IProgress<QueryProgress>? progress, CancellationToken cancellation)
    {
        var text = script.Substring(statement.Span.Start, statement.Span.Length);
        var service = new WorkloadService(context, progress, cancellation);
        return statement switch
        {
            ExplainOcclusion s => OcclusionStatements.Run(s, text, script, context, service, _batch),
            Difference s => [DifferenceStatement.Run(s, text, script, context, service)],
            ExplainPlan s => [OcclusionStatements.Run(s, text, script, context, service, _batch)],
            ExplainAnalyze s => OcclusionStatements.Run(s, text, script, context, service, _batch),
            BeginBatch s => [OcclusionStatements.Run(s, text, _batch)],
            RunBatch s => OcclusionStatements.Run(s, text, context, service, _batch),
            CancelBatch s => [OcclusionStatements.Run(s, text, _batch)],
            CreateView s => [ViewStatements.Run(s, text, script, context, service)],
            RefreshView s => [ViewStatements.Run(s, text, context, service)],
            DropView s => [ViewStatements.Run(s, text, context)],
            DescribeView s => [ViewStatements.Run(s, text, context)],
            ShowViews => [ViewStatements.Show(text, context)],
            Predict s => [PredictStatement.Run(s, text, context, cancellation)],
            Create s => [CatalogStatements.Run(s, text, context)],
            Drop s => [CatalogStatements.Run(s, text, context)],
            ShowObjects s => [CatalogStatements.Run(s, text, context)],
            Describe s => [DescribeStatements.Run(s, text, context)],
            SqlStatement s => [RelationStatements.Run(s, text, script, context, service, cancellation)],
            Copy s => [RelationStatements.Run(s, text, script, context, service, cancellation)],
            AnalyzeModel s => [AnalyzeModelStatement.Run(s, text, context, progress, cancellation)],
            AnalyzeDevice => [DeviceStatements.Analyze(text, context, progress, cancellation)],
            ShowDevices => [DeviceStatements.Show(text, context)],
            SetSetting s => [SettingStatements.Set(s, text, context)],
            ShowSettings => [SettingStatements.Show(text, context)],
            _ => throw new InvalidOperationException($"nothing runs {statement.GetType().Name}"),
        };
    }

    private void WaitForTurn(CancellationToken cancellation)
    {
        try
        {
            _database.Turn.Wait(cancellation);
        }
        catch (OperationCanceledException)
        {
            throw CancelledBefore(cancellation);
        }
    }

    private static QueryCanceledException CancelledBefore(CancellationToken cancellation) => new("cancelled before the statement began", cancellation);
}
