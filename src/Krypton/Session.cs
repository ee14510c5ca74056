using Krypton.Catalog;
using Krypton.Planning.Binding;
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
    private static readonly Dictionary<string, object?> NoParameters = [];

    private readonly Database _database;
    private readonly AnswerCache _answers = new();
    private readonly OpenBatch _batch = new();

    internal Session(Database database) => _database = database;

    public SessionSettings Settings { get; } = new();

    /// <summary>Runs a script and returns each statement's answer as soon as it is there; later statements run when it is asked for.</summary>
    /// <param name="script">Statements separated by semicolons. RUN BATCH has several answers: a summary, then one a query.</param>
    /// <param name="parameters">Values for @name, with or without the at sign.</param>
    /// <exception cref="QueryException">A statement cannot be understood or answered. Earlier ones have had their effect.</exception>
    /// <exception cref="QueryCanceledException">The token was cancelled.</exception>
    public IEnumerable<QueryResult> Execute(
        string script, IReadOnlyDictionary<string, object?>? parameters = null, IProgress<QueryProgress>? progress = null, CancellationToken cancellation = default)
    {
        foreach (var statement in SqlParser.ParseScript(script))
        {
            foreach (var result in RunInTurn(statement, script, parameters ?? NoParameters, progress, cancellation))
            {
                yield return result;
            }
        }
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
                return new SessionContext(_database, Settings, _answers, NoParameters).Ready(target).Options.Labels;
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

    private IReadOnlyList<QueryResult> RunInTurn(
        Statement statement, string script, IReadOnlyDictionary<string, object?> parameters, IProgress<QueryProgress>? progress, CancellationToken cancellation)
    {
        WaitForTurn(cancellation);
        try
        {
            _database.Models.BeginStatement();
            return Run(statement, script, new SessionContext(_database, Settings, _answers, parameters), progress, cancellation);
        }
        catch (QueryException e)
        {
            throw e.WithSource(script);
        }
        catch (Exception e) when (e is CatalogException or Models.ModelException)
        {
            throw new QueryException(e.Message.TrimEnd('.'), statement.Span, source: script, inner: e);
        }
        catch (OperationCanceledException e) when (e is not QueryCanceledException)
        {
            throw new QueryCanceledException("cancelled", cancellation);
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
            throw new QueryCanceledException("cancelled before the statement began", cancellation);
        }
    }
}
