using System.Collections;
using System.Collections.ObjectModel;
using System.Data;
using System.Data.Common;
using Krypton.Data.Reading;
using Krypton.Data.Running;
using Krypton.Results;

namespace Krypton.Data;

/// <summary>
/// Reads a command's result sets, one a statement with rows. The rows of an explanation come image by image while it runs. Beside its
/// columns each of them gives the whole map that it is of: <see cref="GetHeatmap"/>, or <c>GetFieldValue&lt;float[,]&gt;("score")</c>.
/// </summary>
public sealed class KryptonDataReader : DbDataReader, IDbColumnSchemaGenerator
{
    private readonly KryptonCommand _command;
    private readonly ScriptRun _run;
    private readonly CommandBehavior _behavior;
    private ResultSet? _results;
    private bool _onRow;
    private bool _hasRows;
    private bool _firstIsThere;
    private int _read;
    private int _resultSets;
    private bool _closed;

    internal KryptonDataReader(KryptonCommand command, ScriptRun run, CommandBehavior behavior) => (_command, _run, _behavior) = (command, run, behavior);

    /// <inheritdoc/>
    public override int Depth => Open(0);

    /// <summary>Columns of the result set; 0 where there is none.</summary>
    public override int FieldCount => Open(_results)?.Columns.Count ?? 0;

    /// <inheritdoc/>
    public override bool HasRows => Open(_hasRows);

    /// <inheritdoc/>
    public override bool IsClosed => _closed;

    /// <summary>−1: statements do not count rows.</summary>
    public override int RecordsAffected => -1;

    /// <summary>The whole answer of the statement: heatmaps, statistics, files written, plan. Null while it runs.</summary>
    public QueryResult? Result => Open(_results)?.Result;

    /// <inheritdoc/>
    public override object this[int ordinal] => GetValue(ordinal);

    /// <inheritdoc/>
    public override object this[string name] => GetValue(GetOrdinal(name));

    internal QueryProgress? Progress => _run.Progress;

    /// <inheritdoc/>
    /// <exception cref="KryptonException">A statement failed; rows before it have been read.</exception>
    public override bool Read() => ReadAsync(wait: true, CancellationToken.None).GetAwaiter().GetResult();

    /// <inheritdoc cref="Read"/>
    /// <exception cref="OperationCanceledException">The token was cancelled; the command is stopped.</exception>
    public override Task<bool> ReadAsync(CancellationToken cancellationToken) => ReadAsync(wait: false, cancellationToken).AsTask();

    /// <summary>Moves to the first row of the next heatmap.</summary>
    /// <returns>The heatmap; null when the result set has no further.</returns>
    /// <exception cref="KryptonException">A statement failed.</exception>
    public Heatmap? ReadHeatmap()
    {
        SkipMap();
        return Read() ? _results!.Map : null;
    }

    /// <inheritdoc cref="ReadHeatmap"/>
    /// <exception cref="OperationCanceledException">The token was cancelled; the command is stopped.</exception>
    public async Task<Heatmap?> ReadHeatmapAsync(CancellationToken cancellationToken = default)
    {
        SkipMap();
        return await ReadAsync(cancellationToken).ConfigureAwait(false) ? _results!.Map : null;
    }

    /// <inheritdoc/>
    /// <exception cref="KryptonException">A statement failed.</exception>
    public override bool NextResult() => NextResultAsync(wait: true, CancellationToken.None).GetAwaiter().GetResult();

    /// <inheritdoc cref="NextResult"/>
    /// <exception cref="OperationCanceledException">The token was cancelled; the command is stopped.</exception>
    public override Task<bool> NextResultAsync(CancellationToken cancellationToken) => NextResultAsync(wait: false, cancellationToken).AsTask();

    /// <summary>The heatmap that the row is of.</summary>
    /// <exception cref="InvalidCastException">The result set is no explanation.</exception>
    public Heatmap GetHeatmap() => Current.Map ?? throw new InvalidCastException("the rows are of no heatmap: only those of EXPLAIN OCCLUSION are");

    /// <inheritdoc/>
    public override string GetName(int ordinal) => Columns[Checked(ordinal)].Name;

    /// <inheritdoc/>
    /// <exception cref="IndexOutOfRangeException">There is no such column.</exception>
    public override int GetOrdinal(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        for (var i = 0; i < Columns.Count; i++)
        {
            if (Columns[i].Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        throw new IndexOutOfRangeException($"there is no column '{name}'; there are {string.Join(", ", Columns.Select(c => c.Name))}");
    }

    /// <inheritdoc/>
    public override Type GetFieldType(int ordinal) => Columns[Checked(ordinal)].Type;

    /// <inheritdoc/>
    public override string GetDataTypeName(int ordinal) => ColumnSchema.TypeName(GetFieldType(ordinal));

    /// <inheritdoc/>
    public override object GetValue(int ordinal) => Field(ordinal) ?? DBNull.Value;

    /// <inheritdoc/>
    public override int GetValues(object[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var count = Math.Min(values.Length, FieldCount);
        for (var i = 0; i < count; i++)
        {
            values[i] = GetValue(i);
        }

        return count;
    }

    /// <inheritdoc/>
    public override bool IsDBNull(int ordinal) => Field(ordinal) is null;

    /// <summary>A value as the type asked for: its own, or a number type that can hold it; of <c>score</c> and <c>drop</c> also <c>float[,]</c>, rows × columns of the whole map.</summary>
    /// <exception cref="InvalidCastException">The value is null or of another kind.</exception>
    public override T GetFieldValue<T>(int ordinal)
    {
        var value = Field(ordinal);
        if (typeof(T) != typeof(float[,]))
        {
            return FieldValue.As<T>(value, GetName(ordinal));
        }

        return (T)(object)(GetName(ordinal) switch
        {
            "score" when Current.Map is { } map => map.Scores,
            "drop" when Current.Map is { } map => map.Drop,
            var other => throw new InvalidCastException($"column '{other}' holds no map: score and drop of EXPLAIN OCCLUSION do"),
        });
    }

    /// <inheritdoc/>
    public override bool GetBoolean(int ordinal) => GetFieldValue<bool>(ordinal);

    /// <inheritdoc/>
    public override byte GetByte(int ordinal) => GetFieldValue<byte>(ordinal);

    /// <inheritdoc/>
    /// <exception cref="InvalidCastException">Always: no column holds bytes.</exception>
    public override long GetBytes(int ordinal, long dataOffset, byte[]? buffer, int bufferOffset, int length) => throw new InvalidCastException($"column '{GetName(ordinal)}' holds no bytes");

    /// <inheritdoc/>
    public override char GetChar(int ordinal) => GetFieldValue<char>(ordinal);

    /// <inheritdoc/>
    public override long GetChars(int ordinal, long dataOffset, char[]? buffer, int bufferOffset, int length)
    {
        var text = GetString(ordinal);
        if (buffer is null)
        {
            return text.Length;
        }

        ArgumentOutOfRangeException.ThrowIfNegative(dataOffset);
        var count = (int)Math.Clamp(text.Length - dataOffset, 0, length);
        text.AsSpan((int)Math.Min(dataOffset, text.Length), count).CopyTo(buffer.AsSpan(bufferOffset));
        return count;
    }

    /// <inheritdoc/>
    public override DateTime GetDateTime(int ordinal) => GetFieldValue<DateTime>(ordinal);

    /// <inheritdoc/>
    public override decimal GetDecimal(int ordinal) => GetFieldValue<decimal>(ordinal);

    /// <inheritdoc/>
    public override double GetDouble(int ordinal) => GetFieldValue<double>(ordinal);

    /// <inheritdoc/>
    public override float GetFloat(int ordinal) => GetFieldValue<float>(ordinal);

    /// <inheritdoc/>
    public override Guid GetGuid(int ordinal) => GetFieldValue<Guid>(ordinal);

    /// <inheritdoc/>
    public override short GetInt16(int ordinal) => GetFieldValue<short>(ordinal);

    /// <inheritdoc/>
    public override int GetInt32(int ordinal) => GetFieldValue<int>(ordinal);

    /// <inheritdoc/>
    public override long GetInt64(int ordinal) => GetFieldValue<long>(ordinal);

    /// <inheritdoc/>
    public override string GetString(int ordinal) => GetFieldValue<string>(ordinal);

    /// <inheritdoc/>
    public override IEnumerator GetEnumerator() => new DbEnumerator(this, closeReader: false);

    /// <inheritdoc/>
    public override DataTable? GetSchemaTable() => Open(_results) is { } results ? ColumnSchema.Table(results.Columns) : null;

    /// <summary>What the columns of the result set are.</summary>
    public ReadOnlyCollection<DbColumn> GetColumnSchema() => ColumnSchema.Columns(Columns);

    /// <summary>Closes the reader. What still runs is stopped, and statements after it do not run.</summary>
    public override void Close()
    {
        if (!_closed)
        {
            _run.Stop();
            _run.Ended.GetAwaiter().GetResult();
            Closed();
        }
    }

    /// <inheritdoc cref="Close"/>
    public override async Task CloseAsync()
    {
        if (!_closed)
        {
            _run.Stop();
            await _run.Ended.ConfigureAwait(false);
            Closed();
        }
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await CloseAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    internal void Cancel() => _run.Cancel();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Close();
        }

        base.Dispose(disposing);
    }

    private IReadOnlyList<Column> Columns => Open(_results)?.Columns ?? [];

    private ResultSet Current => Open(_onRow) ? _results! : throw new InvalidOperationException("the reader is at no row: call Read first");

    private object? Field(int ordinal) => Current.Row[Checked(ordinal)];

    private int Checked(int ordinal) => (uint)ordinal < (uint)Columns.Count ? ordinal : throw new IndexOutOfRangeException($"there is no column {ordinal}: there are {Columns.Count}");

    private T Open<T>(T value) => _closed ? throw new InvalidOperationException("the reader is closed") : value;

    private async ValueTask<bool> ReadAsync(bool wait, CancellationToken cancellation)
    {
        Open(0);
        cancellation.ThrowIfCancellationRequested();
        if (_results is null || (_behavior.HasFlag(CommandBehavior.SingleRow) && _read > 0))
        {
            return _onRow = false;
        }

        _onRow = _firstIsThere || await AdvanceAsync(_results, wait, cancellation).ConfigureAwait(false);
        _firstIsThere = false;
        _read++;
        return _onRow;
    }

    private async ValueTask<bool> NextResultAsync(bool wait, CancellationToken cancellation)
    {
        Open(0);
        cancellation.ThrowIfCancellationRequested();
        (_onRow, _firstIsThere, _read) = (false, false, 0);
        var current = _results;
        _results = null;
        while (await NextPartAsync(wait, cancellation).ConfigureAwait(false) is { } part)
        {
            if (current is { Result: null })
            {
                current.Take(part);
            }
            else if (_resultSets == 0 || !_behavior.HasFlag(CommandBehavior.SingleResult))
            {
                _results = part is FinishedMaps maps ? new ResultSet(maps) : part is Answered { Result: var result } && ResultSet.Has(result) ? new ResultSet(result) : null;
                if (_results is not null)
                {
                    _resultSets++;
                    _hasRows = _firstIsThere = await AdvanceAsync(_results, wait, cancellation).ConfigureAwait(false);
                    return true;
                }
            }
        }

        return _hasRows = false;
    }

    /// <summary>Moves to the next row, waiting for it where the statement still runs.</summary>
    private async ValueTask<bool> AdvanceAsync(ResultSet results, bool wait, CancellationToken cancellation)
    {
        while (!results.MoveNext())
        {
            if (results.Result is not null || await NextPartAsync(wait, cancellation).ConfigureAwait(false) is not { } part)
            {
                return false;
            }

            results.Take(part);
        }

        return true;
    }

    private async ValueTask<ScriptPart?> NextPartAsync(bool wait, CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                if (_run.Parts.TryRead(out var part))
                {
                    return part;
                }

                var more = _run.Parts.WaitToReadAsync(cancellation);
                if (!(wait ? more.AsTask().GetAwaiter().GetResult() : await more.ConfigureAwait(false)))
                {
                    return null;
                }
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            _run.Stop();
            throw;
        }
    }

    private void SkipMap()
    {
        if (_onRow)
        {
            _results!.SkipMap();
        }
    }

    private void Closed()
    {
        _closed = true;
        _command.Ended(this);
        if (_behavior.HasFlag(CommandBehavior.CloseConnection))
        {
            _command.Connection?.Close();
        }
    }
}
