using System.Text.Json;
using Krypton.Sql;
using Krypton.Sql.Ast;
using Microsoft.Data.Sqlite;

namespace Krypton.Catalog;

/// <summary>The catalog in an SQLite file, or in memory. Every change is one transaction; other processes may use the same file.</summary>
public sealed class CatalogStore : IDisposable
{
    private const int Version = 1;

    private readonly SqliteConnection _connection;
    private readonly Lock _lock = new();

    /// <param name="path">The file; created when missing. Null keeps the catalog in memory.</param>
    /// <exception cref="CatalogException">The file cannot be opened or is no Krypton catalog.</exception>
    public CatalogStore(string? path)
    {
        Path = path;
        var source = new SqliteConnectionStringBuilder { DataSource = path ?? ":memory:", Pooling = false, DefaultTimeout = 10 };
        _connection = new SqliteConnection(source.ConnectionString);
        try
        {
            _connection.Open();
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

    /// <summary>The entry of that name, whatever the case; null when there is none.</summary>
    public CatalogEntry? Find(ObjectKind kind, string name) => List(kind, "AND name = $name COLLATE NOCASE", ("$name", name)).FirstOrDefault();

    public IReadOnlyList<CatalogEntry> List(ObjectKind kind) => List(kind, "");

    /// <summary>Adds or replaces an entry.</summary>
    public void Save(CatalogEntry entry) => Change(
        "INSERT INTO object (kind, name, path, options) VALUES ($kind, $name, $path, $options) ON CONFLICT (kind, name) DO UPDATE SET path = $path, options = $options",
        ("$kind", entry.Kind.ToString()), ("$name", entry.Name), ("$path", entry.Path), ("$options", JsonSerializer.Serialize(entry.Options.ToDictionary())));

    public void Remove(ObjectKind kind, string name) =>
        Change("DELETE FROM object WHERE kind = $kind AND name = $name COLLATE NOCASE", ("$kind", kind.ToString()), ("$name", name));

    public void Dispose() => _connection.Dispose();

    private void Prepare()
    {
        using var transaction = _connection.BeginTransaction();
        var version = (long)Command("PRAGMA user_version").ExecuteScalar()!;
        if (version == 0)
        {
            if ((long)Command("SELECT count(*) FROM sqlite_master").ExecuteScalar()! > 0)
            {
                throw new CatalogException($"'{Path}' is an SQLite file but no Krypton catalog; give --db another file");
            }

            Command("CREATE TABLE object (kind TEXT NOT NULL, name TEXT NOT NULL COLLATE NOCASE, path TEXT NOT NULL, options TEXT NOT NULL, PRIMARY KEY (kind, name))").ExecuteNonQuery();
            Command($"PRAGMA user_version = {Version}").ExecuteNonQuery();
        }
        else if (version > Version)
        {
            throw new CatalogException($"'{Path}' was written by a newer Krypton (catalog version {version}); update Krypton to use it");
        }

        transaction.Commit();
    }

    private List<CatalogEntry> List(ObjectKind kind, string condition, params (string Name, object Value)[] parameters)
    {
        lock (_lock)
        {
            using var command = Command($"SELECT name, path, options FROM object WHERE kind = $kind {condition} ORDER BY name", [("$kind", kind.ToString()), .. parameters]);
            using var reader = command.ExecuteReader();
            var entries = new List<CatalogEntry>();
            while (reader.Read())
            {
                var options = JsonSerializer.Deserialize<Dictionary<string, string>>(reader.GetString(2))!;
                entries.Add(new CatalogEntry(kind, reader.GetString(0), reader.GetString(1), options.ToSeq()));
            }

            return entries;
        }
    }

    private void Change(string sql, params (string Name, object Value)[] parameters)
    {
        lock (_lock)
        {
            try
            {
                using var transaction = _connection.BeginTransaction();
                using var command = Command(sql, parameters);
                command.Transaction = transaction;
                command.ExecuteNonQuery();
                transaction.Commit();
            }
            catch (SqliteException e)
            {
                throw new CatalogException($"cannot change catalog '{Path ?? "in memory"}': {e.Message.TrimEnd('.')}; nothing was changed", e);
            }
        }
    }

    private SqliteCommand Command(string sql, params (string Name, object Value)[] parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }
}

/// <summary>The catalog file cannot be read or written; the message names the file and the remedy.</summary>
public sealed class CatalogException(string message, Exception? inner = null) : Exception(message, inner);
