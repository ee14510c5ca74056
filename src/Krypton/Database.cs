using Krypton.Catalog;
using Krypton.Execution.Incremental;
using Krypton.Stored;

namespace Krypton;

/// <summary>A catalog with the models in use. Sessions may come from several threads; their statements run one after the other.</summary>
/// <example><code>
/// using var db = Database.Open();
/// var results = db.CreateSession().Execute("EXPLAIN OCCLUSION ON 'film.png' USING 'model.onnx' WITH PATCH 16 STRIDE 4");
/// </code></example>
public sealed class Database : IDisposable
{
    private readonly CatalogFile _file;

    private Database(CatalogFile file)
    {
        _file = file;
        (Catalog, Views, Profiles, Statistics) = (new CatalogStore(file), new ViewStore(file), new DeviceProfiles(file), new StatisticsStore(file));
    }

    internal CatalogStore Catalog { get; }

    internal ViewStore Views { get; }

    internal DeviceProfiles Profiles { get; }

    internal StatisticsStore Statistics { get; }

    internal ActivationCache Bases { get; } = new();

    internal ContentHashes Hashes { get; } = new();

    internal ModelStore Models { get; } = new();

    /// <summary>One statement at a time: kernels and their threads are shared.</summary>
    internal SemaphoreSlim Turn { get; } = new(1);

    /// <summary>Opens a catalog file, created when missing, or a catalog in memory.</summary>
    /// <exception cref="CatalogException">The file cannot be opened.</exception>
    public static Database Open(string? path = null) => new(new CatalogFile(path));

    public Session CreateSession() => new(this);

    public void Dispose()
    {
        Bases.Dispose();
        Models.Dispose();
        _file.Dispose();
        Turn.Dispose();
    }
}
