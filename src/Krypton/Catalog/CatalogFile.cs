using Microsoft.Data.Sqlite;

namespace Krypton.Catalog;

/// <summary>The SQLite file, or memory, behind a catalog. Every change is one transaction; other processes may use the same file.</summary>
internal sealed class CatalogFile : IDisposable
{
    private const int Version = 5;

    /// <summary>What brings a catalog from each version to the next; a new one goes through them all.</summary>
    private static readonly string[] Steps =
    [
        "CREATE TABLE object (kind TEXT NOT NULL, name TEXT NOT NULL COLLATE NOCASE, path TEXT NOT NULL, options TEXT NOT NULL, PRIMARY KEY (kind, name))",
        """
        CREATE TABLE view (name TEXT NOT NULL COLLATE NOCASE PRIMARY KEY, query TEXT NOT NULL, created TEXT NOT NULL, model_path TEXT NOT NULL, model_hash TEXT NOT NULL);
        CREATE TABLE view_scores (
            id INTEGER PRIMARY KEY, view TEXT NOT NULL COLLATE NOCASE REFERENCES view (name) ON DELETE CASCADE, key TEXT NOT NULL, image TEXT NOT NULL, path TEXT NOT NULL,
            hash TEXT NOT NULL, grid TEXT NOT NULL, classes TEXT, score TEXT, base BLOB NOT NULL, scores BLOB NOT NULL);
        CREATE INDEX view_scores_key ON view_scores (key);
        CREATE INDEX view_scores_view ON view_scores (view);
        CREATE TABLE device (name TEXT NOT NULL PRIMARY KEY, profile TEXT NOT NULL);
        """,
        "CREATE TABLE statistics (model TEXT NOT NULL, grid TEXT NOT NULL, learned TEXT NOT NULL, PRIMARY KEY (model, grid))",
        """
        CREATE TABLE run_scores (
            id INTEGER PRIMARY KEY, key TEXT NOT NULL, image TEXT NOT NULL, path TEXT NOT NULL, grid TEXT NOT NULL, classes TEXT NOT NULL, score TEXT NOT NULL,
            base BLOB NOT NULL, scores BLOB NOT NULL, created TEXT NOT NULL);
        CREATE INDEX run_scores_key ON run_scores (key);
        """,

        // Up to here, networks with branches could get wrong scores for all but the first of several images, and a view of one image may hold
        // an answer taken from such a query: nothing is answered from stored scores before they are computed again.
        "UPDATE view_scores SET key = '', hash = ''; DELETE FROM run_scores",
    ];

    private readonly SqliteConnection _connection;
    private readonly Lock _lock = new();

    /// <param name="path">The file; created when missing. Null keeps the catalog in memory.</param>
    /// <exception cref="CatalogException">The file cannot be opened or is no Krypton catalog.</exception>
    public CatalogFile(string? path)
    {
        Path = path;
        var source = new SqliteConnectionStringBuilder { DataSource = path ?? ":memory:", Pooling = false, DefaultTimeout = 10, ForeignKeys = true };
        _connection = new SqliteConnection(source.ConnectionString);
        try
        {
            _connection.Open();

            // A view's numbers are read through the page cache, without a call a page.
            Command("PRAGMA mmap_size = 268435456", null).ExecuteNonQuery();
            Prepare();
        }
        catch (SqliteException e)
        {
            _connection.Dispose();
            throw new CatalogException($"cannot open catalog '{path}': {e.Message.TrimEnd('.')}; give --db another file", e);
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    public string? Path { get; }

    /// <exception cref="CatalogException">The file cannot be read.</exception>
    public IReadOnlyList<T> Query<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        lock (_lock)
        {
            try
            {
                using var command = Command(sql, null, parameters);
                using var reader = command.ExecuteReader();
                var rows = new List<T>();
                while (reader.Read())
                {
                    rows.Add(read(reader));
                }

                return rows;
            }
            catch (SqliteException e)
            {
                throw new CatalogException($"cannot read catalog '{Path ?? "in memory"}': {e.Message.TrimEnd('.')}", e);
            }
        }
    }

    /// <summary>Runs a change: all of it happens, or nothing.</summary>
    /// <exception cref="CatalogException">It cannot be made; the message says that nothing was changed.</exception>
    public void Change(Action<Transaction> change)
    {
        lock (_lock)
        {
            try
            {
                using var transaction = _connection.BeginTransaction();
                change(new Transaction(this, transaction));
                transaction.Commit();
            }
            catch (SqliteException e)
            {
                throw new CatalogException($"cannot change catalog '{Path ?? "in memory"}': {e.Message.TrimEnd('.')}; nothing was changed", e);
            }
        }
    }

    public void Dispose() => _connection.Dispose();

    private void Prepare()
    {
        using var transaction = _connection.BeginTransaction();
        var version = (long)Command("PRAGMA user_version", transaction).ExecuteScalar()!;
        if (version == 0 && (long)Command("SELECT count(*) FROM sqlite_master", transaction).ExecuteScalar()! > 0)
        {
            throw new CatalogException($"'{Path}' is an SQLite file but no Krypton catalog; give --db another file");
        }

        if (version > Version)
        {
            throw new CatalogException($"'{Path}' was written by a newer Krypton (catalog version {version}); update Krypton to use it");
        }

        for (; version < Version; version++)
        {
            Command(Steps[version], transaction).ExecuteNonQuery();
        }

        Command($"PRAGMA user_version = {Version}", transaction).ExecuteNonQuery();
        transaction.Commit();
    }

    private SqliteCommand Command(string sql, SqliteTransaction? transaction, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = transaction;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }

    /// <summary>A change under way.</summary>
    internal sealed class Transaction(CatalogFile file, SqliteTransaction transaction)
    {
        public void Run(string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
        {
            using var command = file.Command(sql, transaction, parameters);
            command.ExecuteNonQuery();
        }
    }
}

/// <summary>The catalog file cannot be read or written; the message names the file and the remedy.</summary>
public sealed class CatalogException(string message, Exception? inner = null) : Exception(message, inner);
