using Krypton.Results;
using Krypton.Sql;

namespace Krypton.Tests.Engine;

/// <summary>Krypton for who does not want ADO.NET: a database, a query, a heatmap.</summary>
public sealed class ObjectApiTests : IDisposable
{
    private const string Query = "EXPLAIN OCCLUSION ON @image USING @model WITH PATCH 32 STRIDE 16";

    private static readonly byte[] Film = File.ReadAllBytes(Repository.Film());

    private readonly Database _database = Database.Open();

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task One_image_gives_one_heatmap()
    {
        var map = await _database.ExplainAsync(Query, new { image = Film, model = Repository.Model });
        Assert.Equal("opacity", map.Label);
        Assert.Equal((13, 13), (map.Scores.GetLength(0), map.Scores.GetLength(1)));
        Assert.Equal(map.BaseScore - map.Scores[3, 4], map.Drop[3, 4]);
    }

    [Fact]
    public async Task Parameters_may_be_a_dictionary()
    {
        var map = await _database.ExplainAsync(Query, new Dictionary<string, object?> { ["@image"] = Film, ["model"] = Repository.Model });
        Assert.Equal("image", map.Image);
    }

    [Fact]
    public async Task A_single_value_is_no_parameters() =>
        Assert.Contains("names", (await Assert.ThrowsAsync<ArgumentException>(() => _database.ExplainAsync(Query, "film.png"))).Message);

    [Fact]
    public async Task The_strongest_places_do_not_overlap_and_come_in_order()
    {
        var map = await _database.ExplainAsync(Query, new { image = Film, model = Repository.Model });
        var regions = map.TopRegions(3);
        Assert.Equal(3, regions.Count);
        Assert.Equal(map.Strongest().Drop, regions[0].Drop);
        Assert.Equal((map.Grid.Y[map.Strongest().Row], map.Grid.X[map.Strongest().Column], 32, 32), (regions[0].Y, regions[0].X, regions[0].Height, regions[0].Width));
        Assert.Equal(regions.OrderByDescending(r => r.Drop), regions);
        Assert.All(regions, a => Assert.DoesNotContain(regions, b => a != b && a.Overlaps(b)));
        Assert.All(map.TopRegions(1000), r => Assert.True(r.Drop > 0));
        Assert.Empty(map.TopRegions(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => map.TopRegions(-1));
    }

    [Fact]
    public async Task A_heatmap_is_a_picture_and_rows()
    {
        var map = await _database.ExplainAsync(Query, new { image = Film, model = Repository.Model });
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], map.ToPng()[..4]);
        Assert.Equal(169, map.ToRelation().Rows.Count());
    }

    [Fact]
    public async Task Several_classes_or_images_are_all_given_by_ExplainAllAsync()
    {
        await _database.ExecuteAsync($"CREATE MODEL chest FROM '{Repository.Model}'; CREATE COLLECTION films FROM '{Repository.Films}/*.png'");
        var maps = await _database.ExplainAllAsync("EXPLAIN OCCLUSION ON films USING chest FOR TOP 2 WITH PATCH 64 STRIDE 64");
        Assert.Equal(12, maps.Count);
    }

    [Fact]
    public async Task ExplainAsync_refuses_several_heatmaps_before_all_are_computed()
    {
        await _database.ExecuteAsync($"CREATE MODEL chest FROM '{Repository.Model}'; CREATE COLLECTION films FROM '{Repository.Films}/*.png'; SET rule.BatchImages = off");
        var images = 0;
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            _database.ExplainAsync("EXPLAIN OCCLUSION ON films USING chest WITH PATCH 64 STRIDE 32", progress: new Reports(p => images += p.Finished is null ? 0 : 1)));
        Assert.Contains("ExplainAllAsync", error.Message);
        Assert.Equal(2, images);
    }

    [Fact]
    public async Task ExplainAsync_refuses_a_script_that_explains_nothing() =>
        Assert.Contains("nothing", (await Assert.ThrowsAsync<InvalidOperationException>(() => _database.ExplainAsync("SHOW MODELS"))).Message);

    [Fact]
    public async Task What_one_call_sets_holds_for_the_next()
    {
        await _database.ExecuteAsync("SET threads = 1");
        var settings = await _database.ExecuteAsync("SHOW SETTINGS");
        Assert.Equal("1", settings[0].Relation!.Rows.Single(r => (string)r[0]! == "threads")[1]);
    }

    [Fact]
    public void Sessions_begin_with_the_databases_settings()
    {
        using var database = Database.Open(new DatabaseOptions { Threads = 1, MemoryLimit = "512MB", ActivationCache = "64MB" });
        var settings = database.CreateSession().Settings;
        Assert.Equal((1, 512L << 20, 64L << 20), (settings.Threads, settings.MemoryLimit, settings.ActivationCache));
        Assert.Throws<FormatException>(() => Database.Open(new DatabaseOptions { Threads = 0 }));
    }

    [Fact]
    public async Task Progress_tells_of_the_finished_heatmap()
    {
        Heatmap? finished = null;
        var map = await _database.ExplainAsync(Query, new { image = Film, model = Repository.Model }, new Reports(p => finished ??= p.Finished?[0]));
        Assert.Same(map, finished);
    }

    [Fact]
    public async Task A_token_stops_the_query()
    {
        using var source = new CancellationTokenSource();
        var error = await Assert.ThrowsAsync<QueryCanceledException>(() => _database.ExplainAsync(
            "EXPLAIN OCCLUSION ON @image USING @model WITH PATCH 16 STRIDE 1", new { image = Film, model = Repository.Model }, new Reports(p => StopAfter(p, source)), source.Token));
        Assert.Contains("positions", error.Message);
        Assert.Empty((await _database.ExecuteAsync("SHOW MODELS"))[0].Relation!.Rows);
    }

    [Fact]
    public async Task Calls_from_many_threads_are_answered_one_after_the_other()
    {
        var maps = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _database.ExplainAsync(Query, new { image = Film, model = Repository.Model })));
        Assert.All(maps, m => Assert.Equal(maps[0].Scores, m.Scores));
    }

    [Fact]
    public async Task Errors_are_those_of_the_engine() =>
        Assert.Equal(32, (await Assert.ThrowsAsync<QueryException>(() => _database.ExplainAsync("EXPLAIN OCCLUSION ON 'x' USING nothing"))).Span.Column);

    [Fact]
    public void A_disposed_database_says_so()
    {
        var database = Database.Open();
        var session = database.CreateSession();
        database.Dispose();
        database.Dispose();
        Assert.Contains("Database", Assert.Throws<ObjectDisposedException>(() => session.Execute("SHOW MODELS").ToList()).ObjectName);
    }

    private static void StopAfter(QueryProgress progress, CancellationTokenSource source)
    {
        if (progress.Done > 0)
        {
            source.Cancel();
        }
    }

    private sealed class Reports(Action<QueryProgress> report) : IProgress<QueryProgress>
    {
        public void Report(QueryProgress value) => report(value);
    }
}
