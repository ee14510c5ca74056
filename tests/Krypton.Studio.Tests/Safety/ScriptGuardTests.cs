using System.Net;

namespace Krypton.Studio.Tests.Safety;

public sealed class ScriptGuardTests(SharedStudio shared) : IClassFixture<SharedStudio>
{
    [Theory]
    [InlineData("EXPLAIN OCCLUSION ON '/etc/passwd' USING phantom_chest")]
    [InlineData("EXPLAIN OCCLUSION ON film_normal_1 USING '/etc/passwd'")]
    [InlineData("EXPLAIN OCCLUSION ON film_normal_1 USING phantom_chest WITH FILL IMAGE '/etc/passwd'")]
    [InlineData("EXPLAIN OCCLUSION ON film_normal_1 USING phantom_chest INTO '/tmp/heatmap.png'")]
    [InlineData("EXPLAIN OCCLUSION ON film_normal_1 USING phantom_chest INTO 'heatmap.png'")]
    [InlineData("EXPLAIN OCCLUSION ON film_normal_1 USING phantom_chest INTO '{data}/out/../catalog.npy'")]
    [InlineData("EXPLAIN OCCLUSION ON film_normal_1 USING phantom_chest INTO '{data}/uploads/over.png'")]
    [InlineData("EXPLAIN OCCLUSION ON '{data}/uploads/*.png' USING phantom_chest")]
    [InlineData("EXPLAIN OCCLUSION ON '{data}/uploads/../../secret.png' USING phantom_chest")]
    [InlineData("EXPLAIN OCCLUSION ON '{data}/uploads/link/secret.png' USING phantom_chest")]
    [InlineData("EXPLAIN OCCLUSION ON '{data}-other/x.png' USING phantom_chest")]
    [InlineData("EXPLAIN OCCLUSION ON @image USING phantom_chest")]
    [InlineData("EXPLAIN PLAN FOR EXPLAIN OCCLUSION ON '/etc/passwd' USING phantom_chest")]
    [InlineData("EXPLAIN ANALYZE EXPLAIN OCCLUSION ON '/etc/passwd' USING phantom_chest")]
    [InlineData("PREDICT '/etc/passwd' USING phantom_chest")]
    [InlineData("DESCRIBE MODEL '/etc/passwd'")]
    [InlineData("DESCRIBE IMAGE film_normal_1")]
    [InlineData("SHOW IMAGES")]
    [InlineData("CREATE IMAGE x FROM '/etc/passwd'")]
    [InlineData("DROP MODEL phantom_chest")]
    [InlineData("CREATE MATERIALIZED VIEW v AS EXPLAIN OCCLUSION ON film_normal_1 USING phantom_chest")]
    [InlineData("ANALYZE DEVICE")]
    [InlineData("BEGIN BATCH")]
    [InlineData("SET threads = 200")]
    [InlineData("SET memory_limit = '1TB'")]
    [InlineData("SET activation_cache = '1TB'")]
    public async Task Visitors_cannot_reach_past_the_data_folder(string script)
    {
        var studio = shared.Studio;
        using var visitor = studio.Visit();
        using var outside = new OutsideFolder(studio.Data);
        script = script.Replace("{data}", studio.Data);
        foreach (var path in new[] { "/api/runs", "/api/plan" })
        {
            var answer = await visitor.Post(path, new { script });
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Contains("Studio", await Visitor.Error(answer));
        }

        Assert.Equal(["garden", "phantom_chest"], (await visitor.Get("/api/studio"))["models"]!.AsArray().Select(m => (string)m!));
    }

    [Theory]
    [InlineData("SHOW SETTINGS")]
    [InlineData("SET executor = naive; DESCRIBE MODEL phantom_chest")]
    [InlineData("SET rule.ReuseAnswer = off; PREDICT film_normal_1 USING phantom_chest TOP 2")]
    [InlineData("EXPLAIN OCCLUSION ON film_normal_1 USING phantom_chest FOR CLASS 'opacity' WITH PATCH 64 STRIDE 64 INTO '{data}/out/map.npy'")]
    public async Task What_only_asks_is_allowed(string script)
    {
        var studio = shared.Studio;
        using var visitor = studio.Visit();
        await visitor.Answer(script.Replace("{data}", studio.Data));
        Assert.True(!script.Contains("INTO") || File.Exists(Path.Combine(studio.Data, "out", "map.npy")));
    }

    [Fact]
    public async Task Settings_of_one_query_are_not_those_of_the_next()
    {
        var studio = shared.Studio;
        using var visitor = studio.Visit();
        await visitor.Answer("SET executor = naive; SHOW SETTINGS");
        var settings = (await visitor.Answer("SHOW SETTINGS"))["tables"]![0]!["rows"]!.AsArray();
        Assert.Contains(settings, r => (string)r![0]! == "executor" && (string)r[1]! == "auto");
    }

    [Fact]
    public async Task With_allow_paths_any_file_may_be_named()
    {
        await using var studio = await TestStudio.Start(o => o with { AllowPaths = true });
        using var visitor = studio.Visit();
        var target = Path.Combine(studio.Data, "anywhere.csv");
        await visitor.Answer($"EXPLAIN OCCLUSION ON film_normal_1 USING phantom_chest WITH PATCH 64 STRIDE 64 INTO '{target}'");
        Assert.True(File.Exists(target));
    }

    /// <summary>A secret beside the data folder, and a link to it in the uploads.</summary>
    private sealed class OutsideFolder : IDisposable
    {
        private readonly string _secret;
        private readonly string _link;

        public OutsideFolder(string data)
        {
            _secret = Directory.CreateDirectory($"{data}-secret").FullName;
            File.WriteAllText(Path.Combine(_secret, "secret.png"), "secret");
            _link = Directory.CreateSymbolicLink(Path.Combine(data, "uploads", "link"), _secret).FullName;
        }

        public void Dispose()
        {
            Directory.Delete(_link);
            Directory.Delete(_secret, recursive: true);
        }
    }
}
