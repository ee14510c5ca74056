using Krypton.Catalog;
using Krypton.Devices;
using Krypton.Execution.Incremental;
using Krypton.Relations;
using Krypton.Results;
using Krypton.Sql;
using Krypton.Stored;

namespace Krypton;

/// <summary>A catalog with the models in use. It may be used from several threads; statements run one after the other.</summary>
/// <example><code>
/// using var db = Database.Open();
/// var map = await db.ExplainAsync("EXPLAIN OCCLUSION ON @image USING 'model.onnx' WITH PATCH 16 STRIDE 4", new { image = bytes });
/// </code></example>
public sealed class Database : IDisposable
{
    private readonly CatalogFile _file;
    private readonly DatabaseOptions _options;
    private readonly Lazy<Session> _own;
    private bool _disposed;

    private Database(DatabaseOptions options)
    {
        options.ApplyTo(new SessionSettings());
        (_options, _file, Models) = (options, new CatalogFile(options.Path), new ModelStore(Accelerators));
        (Catalog, Views, Journal) = (new CatalogStore(_file), new ViewStore(_file), new RunJournal(_file));
        (Profiles, Statistics, Relations) = (new DeviceProfiles(_file), new StatisticsStore(_file), new RelationEngine(options.Path));
        _own = new Lazy<Session>(CreateSession);
    }

    internal CatalogStore Catalog { get; }

    internal ViewStore Views { get; }

    internal RunJournal Journal { get; }

    internal DeviceProfiles Profiles { get; }

    internal StatisticsStore Statistics { get; }

    internal RelationEngine Relations { get; }

    internal ActivationCache Bases { get; } = new();

    internal ContentHashes Hashes { get; } = new();

    internal Accelerators Accelerators { get; } = new();

    internal ModelStore Models { get; }

    /// <summary>One statement at a time: kernels and their threads are shared.</summary>
    internal SemaphoreSlim Turn { get; } = new(1);

    /// <summary>Opens a catalog file, created when missing, or a catalog in memory.</summary>
    /// <exception cref="CatalogException">The file cannot be opened.</exception>
    public static Database Open(string? path = null) => Open(new DatabaseOptions { Path = path });

    /// <summary>Opens a catalog with settings that its sessions begin with.</summary>
    /// <exception cref="CatalogException">The file cannot be opened.</exception>
    /// <exception cref="FormatException">A setting's value does not fit.</exception>
    public static Database Open(DatabaseOptions options) => new(options);

    /// <summary>A session with settings, earlier answers and a batch of its own.</summary>
    public Session CreateSession()
    {
        var session = new Session(this);
        _options.ApplyTo(session.Settings);
        return session;
    }

    /// <summary>Runs a script in the database's own session: what it SETs holds for the later calls of these methods too.</summary>
    /// <param name="script">Statements separated by semicolons.</param>
    /// <param name="parameters">Values for @name, such as <c>new { image = bytes }</c> or a dictionary; bytes or a stream for an image or a model that is no file.</param>
    /// <param name="progress">Told how far the running statement is.</param>
    /// <param name="cancellation">Stops the running statement within one batch of positions.</param>
    /// <returns>Every statement's answer.</returns>
    /// <exception cref="QueryException">A statement cannot be understood or answered. Earlier ones have had their effect.</exception>
    /// <exception cref="QueryCanceledException">The token was cancelled.</exception>
    public async Task<IReadOnlyList<QueryResult>> ExecuteAsync(
        string script, object? parameters = null, IProgress<QueryProgress>? progress = null, CancellationToken cancellation = default)
    {
        var results = new List<QueryResult>();
        await foreach (var result in _own.Value.ExecuteAsync(script, parameters, progress, cancellation).ConfigureAwait(false))
        {
            results.Add(result);
        }

        return results;
    }

    /// <summary>Explains one image and class.</summary>
    /// <inheritdoc cref="ExecuteAsync"/>
    /// <param name="query">An EXPLAIN OCCLUSION of one image and class; other statements may stand before it.</param>
    /// <returns>The one heatmap.</returns>
    /// <exception cref="InvalidOperationException">The query has another number of heatmaps than one; it is stopped when that is seen.</exception>
    public async Task<Heatmap> ExplainAsync(
        string query, object? parameters = null, IProgress<QueryProgress>? progress = null, CancellationToken cancellation = default)
    {
        using var one = new OnlyOneHeatmap(progress, cancellation);
        try
        {
            var results = await ExecuteAsync(query, parameters, one, one.Token).ConfigureAwait(false);
            return results.SelectMany(r => r.Heatmaps).ToList() is [var map] ? map : throw one.Refusal();
        }
        catch (QueryCanceledException) when (one.Exceeded && !cancellation.IsCancellationRequested)
        {
            throw one.Refusal();
        }
    }

    /// <summary>Explains several images or classes.</summary>
    /// <inheritdoc cref="ExecuteAsync"/>
    /// <returns>The heatmaps of all statements, in their order, images before classes.</returns>
    public async Task<IReadOnlyList<Heatmap>> ExplainAllAsync(
        string script, object? parameters = null, IProgress<QueryProgress>? progress = null, CancellationToken cancellation = default) =>
        [.. (await ExecuteAsync(script, parameters, progress, cancellation).ConfigureAwait(false)).SelectMany(r => r.Heatmaps)];

    /// <summary>Gives up the models and closes the catalog, once the running statement has ended.</summary>
    public void Dispose()
    {
        Turn.Wait();
        try
        {
            if (!_disposed)
            {
                _disposed = true;
                Bases.Dispose();
                Models.Dispose();
                Accelerators.Dispose();
                _file.Dispose();
                Relations.Dispose();
            }
        }
        finally
        {
            Turn.Release();
        }
    }

    internal void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_disposed, this);
}
