using System.Globalization;
using Krypton.Catalog;
using Krypton.Results;
using Microsoft.Data.Sqlite;

namespace Krypton.Relations;

/// <summary>
/// Runs SQL over rows: SQLite, with people's tables in a file beside the catalog, or in memory. Explanations and views are
/// temporary tables for the time of a statement.
/// </summary>
internal sealed class RelationEngine(string? catalogPath) : IDisposable
{
    private SqliteConnection? _connection;

    /// <summary>Where tables are kept; null for memory.</summary>
    public string? Path => catalogPath is null ? null : $"{catalogPath}.tables";

    /// <summary>Runs one statement of SQL.</summary>
    /// <param name="sql">Its text.</param>
    /// <param name="inputs">Relations under the names that the text has for them.</param>
    /// <param name="parameters">Values of @name.</param>
    /// <param name="functions">Functions of the maps behind the relations; null for none.</param>
    /// <returns>The rows; null for a statement that has none. And how many rows were changed.</returns>
    /// <exception cref="SqliteException">SQLite cannot run it.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; tables are as before.</exception>
    public (Relation? Rows, int Changed) Run(
        string sql, IReadOnlyList<(string Name, Relation Relation)> inputs, IReadOnlyDictionary<string, object?> parameters, CancellationToken cancellation,
        MapFunctions? functions = null)
    {
        var connection = Connection();
        functions?.Register(connection);
        try
        {
            foreach (var (name, relation) in inputs)
            {
                Fill(connection, name, relation, cancellation);
            }

            return Execute(connection, sql, parameters, cancellation);
        }
        finally
        {
            foreach (var (name, _) in inputs)
            {
                Command(connection, $"DROP TABLE IF EXISTS temp.{Quoted(name)}").ExecuteNonQuery();
            }
        }
    }

    /// <summary>The names of people's tables.</summary>
    public IReadOnlySet<string> Tables()
    {
        using var command = Command(Connection(), "SELECT name FROM main.sqlite_master WHERE type IN ('table', 'view')");
        using var reader = command.ExecuteReader();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        while (reader.Read())
        {
            names.Add(reader.GetString(0));
        }

        return names;
    }

    public void Dispose() => _connection?.Dispose();

    public static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private SqliteConnection Connection()
    {
        if (_connection is null)
        {
            var source = new SqliteConnectionStringBuilder { DataSource = Path ?? ":memory:", Pooling = false, DefaultTimeout = 10, ForeignKeys = true };
            var connection = new SqliteConnection(source.ConnectionString);
            try
            {
                connection.Open();
                Command(connection, "PRAGMA temp_store = MEMORY").ExecuteNonQuery();
            }
            catch (SqliteException e)
            {
                connection.Dispose();
                throw new CatalogException($"cannot open the tables in '{Path}': {e.Message.TrimEnd('.')}", e);
            }

            _connection = connection;
        }

        return _connection;
    }

    private static void Fill(SqliteConnection connection, string name, Relation relation, CancellationToken cancellation)
    {
        var columns = relation.Columns.Select(c => $"{Quoted(c.Name)} {(c.Type == typeof(string) ? "TEXT" : c.Type == typeof(float) || c.Type == typeof(double) ? "REAL" : "INTEGER")}");
        Command(connection, $"CREATE TEMP TABLE {Quoted(name)} ({string.Join(", ", columns)})").ExecuteNonQuery();
        using var transaction = connection.BeginTransaction();
        using var insert = Command(connection, $"INSERT INTO temp.{Quoted(name)} VALUES ({string.Join(", ", relation.Columns.Select((_, i) => $"$p{i}"))})");
        insert.Transaction = transaction;
        var values = relation.Columns.Select((_, i) => insert.Parameters.Add(new SqliteParameter($"$p{i}", null))).ToList();
        foreach (var row in relation.Rows)
        {
            cancellation.ThrowIfCancellationRequested();
            for (var i = 0; i < row.Length; i++)
            {
                values[i].Value = Stored(row[i]);
            }

            insert.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    /// <summary>A float as the shortest decimal that means it: 0.1 stays 0.1 in double.</summary>
    private static object Stored(object? value) => value switch
    {
        null => DBNull.Value,
        float f => double.Parse(f.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture),
        _ => value,
    };

    private static (Relation? Rows, int Changed) Execute(SqliteConnection connection, string sql, IReadOnlyDictionary<string, object?> parameters, CancellationToken cancellation)
    {
        using var command = Command(connection, sql);
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue($"@{name.TrimStart('@')}", value ?? DBNull.Value);
        }

        using var interrupt = cancellation.Register(() => SQLitePCL.raw.sqlite3_interrupt(connection.Handle));
        try
        {
            using var reader = command.ExecuteReader();
            var rows = new List<object?[]>();
            while (reader.Read())
            {
                var row = new object?[reader.FieldCount];
                for (var i = 0; i < row.Length; i++)
                {
                    row[i] = reader.IsDBNull(i) ? null : reader.GetValue(i);
                }

                rows.Add(row);
            }

            var columns = Enumerable.Range(0, reader.FieldCount).Select(i => new Column(reader.GetName(i), rows.Count > 0 ? TypeOf(rows, i) : Declared(reader.GetDataTypeName(i)))).ToList();
            return (columns.Count > 0 ? new Relation(columns, rows) : null, Math.Max(0, reader.RecordsAffected));
        }
        catch (SqliteException) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
        }
    }

    /// <summary>The type of a column that no value tells of.</summary>
    private static Type Declared(string type) => type switch { "INTEGER" => typeof(long), "REAL" => typeof(double), _ => typeof(string) };

    /// <summary>SQLite's values have types, its columns have none: the one that holds them all.</summary>
    private static Type TypeOf(List<object?[]> rows, int column)
    {
        var types = rows.Select(r => r[column]?.GetType()).OfType<Type>().Distinct().ToList();
        return types switch
        {
            [] => typeof(string),
            [var one] => one,
            _ when types.All(t => t == typeof(long) || t == typeof(double)) => typeof(double),
            _ => typeof(object),
        };
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }
}
