using Krypton.Catalog;
using Krypton.Planning.Binding;
using Krypton.Results;
using Krypton.Sql;
using Krypton.Sql.Ast;
using Krypton.Statements;

namespace Krypton;

/// <summary>One user's settings, and the way to run statements.</summary>
public sealed class Session
{
    private static readonly Dictionary<string, object?> NoParameters = [];

    private readonly Database _database;

    internal Session(Database database) => _database = database;

    public SessionSettings Settings { get; } = new();

    /// <summary>Runs a script and returns each statement's answer as soon as it is there; later statements run when it is asked for.</summary>
    /// <param name="script">Statements separated by semicolons.</param>
    /// <param name="parameters">Values for @name, with or without the at sign.</param>
    /// <exception cref="QueryException">A statement cannot be understood or answered. Earlier ones have had their effect.</exception>
    /// <exception cref="QueryCanceledException">The token was cancelled.</exception>
    public IEnumerable<QueryResult> Execute(
        string script, IReadOnlyDictionary<string, object?>? parameters = null, IProgress<QueryProgress>? progress = null, CancellationToken cancellation = default)
    {
        foreach (var statement in SqlParser.ParseScript(script))
        {
            yield return Run(statement, script, parameters ?? NoParameters, progress, cancellation);
        }
    }

    private QueryResult Run(
        Statement statement, string script, IReadOnlyDictionary<string, object?> parameters, IProgress<QueryProgress>? progress, CancellationToken cancellation)
    {
        WaitForTurn(cancellation);
        try
        {
            var text = script.Substring(statement.Span.Start, statement.Span.Length);
            var context = new SessionContext(_database.Catalog, _database.Models, Settings, parameters);
            return statement switch
            {
                ExplainOcclusion s => new OcclusionStatement(s, text, context, progress, cancellation).Run(),
                Predict s => PredictStatement.Run(s, text, context, cancellation),
                Create s => CatalogStatements.Run(s, text, context),
                Drop s => CatalogStatements.Run(s, text, context),
                ShowObjects s => CatalogStatements.Run(s, text, context),
                Describe s => DescribeStatements.Run(s, text, context),
                SetSetting s => Set(s, text, context),
                ShowSettings => Show(text),
                _ => throw new InvalidOperationException($"nothing runs {statement.GetType().Name}"),
            };
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

    private QueryResult Set(SetSetting statement, string text, SessionContext context)
    {
        var value = statement.Value is NumberLiteral number ? number.Value.ToString(System.Globalization.CultureInfo.InvariantCulture) : Terms.Text(context, statement.Value, "a setting's value");
        try
        {
            if (!Settings.TrySet(statement.Setting.Text, value))
            {
                var hint = NameSuggestions.Nearest(statement.Setting.Text, SessionSettings.Names) is { } nearest
                    ? $"did you mean {nearest}?"
                    : $"settings are {string.Join(", ", SessionSettings.Names)}";
                throw new QueryException($"there is no setting '{statement.Setting.Text}'", statement.Setting.Span, hint);
            }
        }
        catch (FormatException e)
        {
            throw new QueryException(e.Message, statement.Value.Span, inner: e);
        }

        return QueryResult.Said(text, $"{statement.Setting.Text} = {Settings.Values().First(s => s.Name.Equals(statement.Setting.Text, StringComparison.OrdinalIgnoreCase)).Value}");
    }

    private QueryResult Show(string text)
    {
        Column[] columns = [new("name", typeof(string)), new("value", typeof(string)), new("meaning", typeof(string))];
        return QueryResult.Table(text, Relation.Of(columns, [.. Settings.Values().Select(s => new object?[] { s.Name, s.Value, s.Meaning })]));
    }
}
