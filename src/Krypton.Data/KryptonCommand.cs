using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Krypton.Data.Parameters;
using Krypton.Data.Running;
using Krypton.Results;
using Krypton.Sql;
using Krypton.Sql.Ast;

namespace Krypton.Data;

/// <summary>A script of one or more statements. Each one with rows is a result set; those of an explanation can be read while it runs.</summary>
public sealed class KryptonCommand : DbCommand
{
    private string _text = "";
    private KryptonConnection? _connection;
    private int? _timeout;
    private (string Text, Seq<Statement> Statements)? _parsed;
    private KryptonDataReader? _reader;

    /// <summary>A command without text and connection.</summary>
    public KryptonCommand()
    {
    }

    /// <param name="commandText">Statements separated by semicolons.</param>
    /// <param name="connection">What it runs on.</param>
    public KryptonCommand(string? commandText, KryptonConnection? connection = null) => (CommandText, Connection) = (commandText, connection);

    /// <summary>Raised while the command runs, on the thread that runs it; under APPROX and WITHIN with the maps as far as they are known.</summary>
    public event EventHandler<QueryProgress>? Progress;

    /// <summary>Statements separated by semicolons, with <c>@name</c> where a parameter stands.</summary>
    [AllowNull]
    public override string CommandText
    {
        get => _text;
        set
        {
            RequireIdle();
            _text = value ?? "";
        }
    }

    /// <summary>Seconds after which the command is stopped with an error; 0 for never, which it is unless set here or in the connection string, since explanations take minutes.</summary>
    public override int CommandTimeout
    {
        get => _timeout ?? _connection?.DefaultTimeout ?? 0;
        set => _timeout = value >= 0 ? value : throw new ArgumentException($"CommandTimeout must be at least 0 seconds, not {value}", nameof(value));
    }

    /// <summary>Always text.</summary>
    /// <exception cref="ArgumentException">Another type is set.</exception>
    public override CommandType CommandType
    {
        get => CommandType.Text;
        set
        {
            if (value != CommandType.Text)
            {
                throw new ArgumentException($"a command is text, not {value}", nameof(value));
            }
        }
    }

    /// <inheritdoc cref="DbCommand.Connection"/>
    public new KryptonConnection? Connection
    {
        get => _connection;
        set
        {
            RequireIdle();
            _connection = value;
        }
    }

    /// <inheritdoc cref="DbCommand.Parameters"/>
    public new KryptonParameterCollection Parameters { get; } = new();

    /// <inheritdoc/>
    public override bool DesignTimeVisible { get; set; }

    /// <inheritdoc/>
    public override UpdateRowSource UpdatedRowSource { get; set; }

    /// <inheritdoc/>
    protected override DbConnection? DbConnection
    {
        get => Connection;
        set => Connection = value is null ? null : value as KryptonConnection ?? throw new InvalidCastException($"a command of Krypton takes a KryptonConnection, not a {value.GetType().Name}");
    }

    /// <inheritdoc/>
    protected override DbParameterCollection DbParameterCollection => Parameters;

    /// <exception cref="NotSupportedException">A transaction is set; there are none.</exception>
    protected override DbTransaction? DbTransaction
    {
        get => null;
        set
        {
            if (value is not null)
            {
                throw new NotSupportedException("there are no transactions over several statements: each statement changes the catalog wholly or not at all");
            }
        }
    }

    /// <summary>How far the command is; null when it does not run or has not begun.</summary>
    public QueryProgress? GetQueryProgress() => _reader?.Progress;

    /// <summary>Stops the command wherever it is, from any thread; whoever waits for it gets a <see cref="KryptonException"/>. Nothing happens when it does not run.</summary>
    public override void Cancel() => _reader?.Cancel();

    /// <summary>Finds mistakes in the text's grammar without running it.</summary>
    /// <exception cref="KryptonException">The text cannot be understood.</exception>
    public override void Prepare()
    {
        RequireReady();
        Parse();
    }

    /// <summary>Runs all statements and forgets their rows.</summary>
    /// <returns>−1: statements do not count rows.</returns>
    /// <exception cref="KryptonException">A statement cannot be understood or answered. Earlier ones have had their effect.</exception>
    public override int ExecuteNonQuery()
    {
        using var reader = ExecuteReader();
        while (reader.NextResult())
        {
        }

        return -1;
    }

    /// <inheritdoc cref="ExecuteNonQuery()"/>
    public override async Task<int> ExecuteNonQueryAsync(CancellationToken cancellationToken)
    {
        await using var reader = await ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.NextResultAsync(cancellationToken).ConfigureAwait(false))
        {
        }

        return -1;
    }

    /// <summary>Runs all statements.</summary>
    /// <returns>The first column of the first row of the first result set; null where there is no row.</returns>
    /// <exception cref="KryptonException">A statement cannot be understood or answered. Earlier ones have had their effect.</exception>
    public override object? ExecuteScalar()
    {
        using var reader = ExecuteReader();
        var value = reader.Read() ? reader.GetValue(0) : null;
        while (reader.NextResult())
        {
        }

        return value;
    }

    /// <inheritdoc cref="ExecuteScalar()"/>
    public override async Task<object?> ExecuteScalarAsync(CancellationToken cancellationToken)
    {
        await using var reader = await ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var value = await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? reader.GetValue(0) : null;
        while (await reader.NextResultAsync(cancellationToken).ConfigureAwait(false))
        {
        }

        return value;
    }

    /// <summary>Begins to run the statements and returns once the first rows are there. Closing the reader early stops the rest.</summary>
    /// <exception cref="KryptonException">A statement before the first rows cannot be understood or answered.</exception>
    public new KryptonDataReader ExecuteReader(CommandBehavior behavior = CommandBehavior.Default)
    {
        var reader = Begin(behavior, CancellationToken.None);
        try
        {
            reader.NextResult();
            return reader;
        }
        catch
        {
            reader.Close();
            throw;
        }
    }

    /// <inheritdoc cref="ExecuteReader(CommandBehavior)"/>
    public new Task<KryptonDataReader> ExecuteReaderAsync(CancellationToken cancellationToken = default) => ExecuteReaderAsync(CommandBehavior.Default, cancellationToken);

    /// <inheritdoc cref="ExecuteReader(CommandBehavior)"/>
    /// <param name="behavior">What the reader is for.</param>
    /// <param name="cancellationToken">Stops the command as long as it runs, also after the reader was returned.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public new async Task<KryptonDataReader> ExecuteReaderAsync(CommandBehavior behavior, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var reader = Begin(behavior, cancellationToken);
        try
        {
            await reader.NextResultAsync(CancellationToken.None).ConfigureAwait(false);
            return reader;
        }
        catch
        {
            await reader.CloseAsync().ConfigureAwait(false);
            throw;
        }
    }

    internal void Report(QueryProgress progress)
    {
        Progress?.Invoke(this, progress);
        _connection?.Report(progress);
    }

    internal void Ended(KryptonDataReader reader)
    {
        _reader = _reader == reader ? null : _reader;
        _connection?.Ended(reader);
    }

    /// <inheritdoc/>
    protected override DbParameter CreateDbParameter() => new KryptonParameter();

    /// <inheritdoc/>
    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) => ExecuteReader(behavior);

    /// <inheritdoc/>
    protected override async Task<DbDataReader> ExecuteDbDataReaderAsync(CommandBehavior behavior, CancellationToken cancellationToken) =>
        await ExecuteReaderAsync(behavior, cancellationToken).ConfigureAwait(false);

    private KryptonDataReader Begin(CommandBehavior behavior, CancellationToken cancellation)
    {
        var connection = RequireReady();
        RequireIdle();
        connection.RequireIdle();
        var values = ParameterValues.Of(Parameters);
        var job = new ScriptJob(connection.Session, _text, Parse(), values, CommandTimeout, behavior.HasFlag(CommandBehavior.SchemaOnly));
        var reader = new KryptonDataReader(this, new ScriptRun(job, Report, connection.Say, cancellation), behavior);
        _reader = reader;
        connection.Began(reader);
        return reader;
    }

    private KryptonConnection RequireReady()
    {
        if (_connection is not { State: ConnectionState.Open } connection)
        {
            throw new InvalidOperationException(_connection is null ? "the command has no connection" : "the connection is closed: open it first");
        }

        return _text.Length > 0 ? connection : throw new InvalidOperationException("the command has no CommandText");
    }

    private void RequireIdle()
    {
        if (_reader is not null)
        {
            throw new InvalidOperationException("the command has an open reader: close it first");
        }
    }

    private Seq<Statement> Parse()
    {
        if (_parsed is { } known && known.Text == _text)
        {
            return known.Statements;
        }

        try
        {
            var statements = SqlParser.ParseScript(_text);
            _parsed = (_text, statements);
            return statements;
        }
        catch (QueryException e)
        {
            throw KryptonException.Of(e);
        }
    }
}
