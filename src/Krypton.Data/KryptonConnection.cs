using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Krypton.Catalog;
using Krypton.Data.Connecting;
using Krypton.Results;

namespace Krypton.Data;

/// <summary>
/// A session with a catalog of models, images and views. Connections to one file share its models, and their statements run one after
/// the other; settings, earlier answers and an open batch are each connection's own. One connection has one open reader at a time.
/// </summary>
public sealed class KryptonConnection : DbConnection
{
    private readonly Database? _given;
    private KryptonConnectionStringBuilder _options = new();
    private string _connectionString = "";
    private ConnectionState _state = ConnectionState.Closed;
    private Database? _database;
    private string? _path;
    private Session? _session;
    private KryptonDataReader? _reader;

    /// <summary>A connection to a catalog in memory, unless a connection string is set.</summary>
    public KryptonConnection()
    {
    }

    /// <param name="connectionString">See <see cref="KryptonConnectionStringBuilder"/>.</param>
    /// <exception cref="ArgumentException">A keyword is unknown, or a value does not fit it.</exception>
    public KryptonConnection(string? connectionString) => ConnectionString = connectionString;

    /// <summary>A connection to a database that the program opened itself and closes itself.</summary>
    public KryptonConnection(Database database)
    {
        ArgumentNullException.ThrowIfNull(database);
        _given = database;
    }

    /// <summary>Raised for what statements say to people, on the thread that runs them.</summary>
    public event EventHandler<KryptonInfoMessageEventArgs>? InfoMessage;

    /// <summary>Raised while a command of this connection runs, on the thread that runs it.</summary>
    public event EventHandler<QueryProgress>? Progress;

    /// <inheritdoc/>
    [AllowNull]
    public override string ConnectionString
    {
        get => _connectionString;
        set
        {
            if (State != ConnectionState.Closed || _given is not null)
            {
                throw new InvalidOperationException(_given is null ? "close the connection before setting its connection string" : "a connection to a given database has no connection string");
            }

            (_options, _connectionString) = (new KryptonConnectionStringBuilder(value), value ?? "");
        }
    }

    /// <summary>Always <c>main</c>: a catalog holds one database.</summary>
    public override string Database => "main";

    /// <summary>The catalog file as the connection string names it, or <c>:memory:</c>.</summary>
    public override string DataSource => _options.DataSource;

    /// <summary>The version of the engine.</summary>
    public override string ServerVersion => typeof(Database).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <inheritdoc/>
    public override ConnectionState State => _state;

    /// <inheritdoc/>
    protected override DbProviderFactory DbProviderFactory => KryptonProviderFactory.Instance;

    internal Session Session => _session ?? throw new InvalidOperationException("the connection is closed: open it first");

    internal int DefaultTimeout => _options.CommandTimeout;

    /// <summary>Closes the files and gives up the models that pooling keeps open and nobody uses.</summary>
    public static void ClearAllPools() => SharedDatabases.Clear(null);

    /// <summary>The same for the one file of a connection.</summary>
    public static void ClearPool(KryptonConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        if (connection.FilePath() is { } path)
        {
            SharedDatabases.Clear(path);
        }
    }

    /// <summary>How far the running command is; null when none runs or it has not begun.</summary>
    public QueryProgress? GetQueryProgress() => _reader?.Progress;

    /// <inheritdoc/>
    /// <exception cref="KryptonException">The catalog cannot be opened, or a setting does not fit.</exception>
    public override void Open()
    {
        if (_state == ConnectionState.Open)
        {
            throw new InvalidOperationException("the connection is open already");
        }

        try
        {
            _path = _given is null ? FilePath() : null;
            _database = _given ?? (_path is null ? Krypton.Database.Open() : SharedDatabases.Take(_path));
            _session = _database.CreateSession();
            ConnectionSettings.Apply(_options, _session.Settings);
        }
        catch (Exception e)
        {
            Release();
            switch (e)
            {
                case CatalogException catalog:
                    throw KryptonException.Of(catalog);
                case FormatException:
                    throw new ArgumentException($"the connection string cannot be used: {e.Message}", e);
                default:
                    throw;
            }
        }

        Become(ConnectionState.Open);
    }

    /// <summary>Closes the open reader, stopping what it still runs, and then the connection.</summary>
    public override void Close()
    {
        _reader?.Close();

        // The reader may have closed the connection, if it was opened so.
        if (_state == ConnectionState.Open)
        {
            Release();
            Become(ConnectionState.Closed);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">Always: a catalog is a file, not a server of databases.</exception>
    public override void ChangeDatabase(string databaseName) => throw new NotSupportedException("a catalog holds one database; open another Data Source instead");

    /// <summary>Lists what the catalog holds.</summary>
    /// <returns>MetaDataCollections: the names that the other overloads take.</returns>
    public override DataTable GetSchema() => SchemaCollections.Of(this, SchemaCollections.MetaData);

    /// <summary>Lists Models, Images, Collections, Views, Devices or Settings as SHOW does.</summary>
    /// <exception cref="ArgumentException">There is no such collection.</exception>
    public override DataTable GetSchema(string collectionName) => SchemaCollections.Of(this, collectionName);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">Restrictions are given; there are none.</exception>
    public override DataTable GetSchema(string collectionName, string?[] restrictionValues) => restrictionValues is null or []
        ? GetSchema(collectionName)
        : throw new ArgumentException("no collection takes restrictions", nameof(restrictionValues));

    /// <inheritdoc cref="DbConnection.CreateCommand"/>
    public new KryptonCommand CreateCommand() => new() { Connection = this };

    internal void Began(KryptonDataReader reader) => _reader = reader;

    internal void Ended(KryptonDataReader reader) => _reader = _reader == reader ? null : _reader;

    /// <exception cref="InvalidOperationException">A reader is open.</exception>
    internal void RequireIdle()
    {
        if (_reader is not null)
        {
            throw new InvalidOperationException("the connection has an open reader: close it first, or use another connection, which shares this one's models");
        }
    }

    internal void Report(QueryProgress progress) => Progress?.Invoke(this, progress);

    internal void Say(string message) => InfoMessage?.Invoke(this, new KryptonInfoMessageEventArgs(message));

    /// <inheritdoc/>
    protected override DbCommand CreateDbCommand() => CreateCommand();

    /// <exception cref="NotSupportedException">Always: each statement is a transaction of its own.</exception>
    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) => throw new NotSupportedException(
        "there are no transactions over several statements: each statement changes the catalog wholly or not at all, and explanations change nothing");

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Close();
        }

        base.Dispose(disposing);
    }

    private string? FilePath() => _given is not null || _options.DataSource == ":memory:" ? null : Path.GetFullPath(_options.DataSource);

    private void Release()
    {
        if (_path is not null && _database is not null)
        {
            SharedDatabases.Return(_path, _options.Pooling);
        }
        else if (_given is null)
        {
            _database?.Dispose();
        }

        (_database, _session, _path) = (null, null, null);
    }

    private void Become(ConnectionState state)
    {
        var before = _state;
        _state = state;
        OnStateChange(new StateChangeEventArgs(before, state));
    }
}
