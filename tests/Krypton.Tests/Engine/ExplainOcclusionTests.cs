using System.Text.RegularExpressions;
using Krypton.Networks;
using Krypton.Planning.Physical;
using Krypton.Results;

namespace Krypton.Tests.Engine;

public sealed class ExplainOcclusionTests : IDisposable
{
    private readonly EngineFixture _engine = new();

    public void Dispose() => _engine.Dispose();

    [Fact]
    public void The_grid_counts_the_last_position()
    {
        var map = _engine.Map("EXPLAIN OCCLUSION ON film USING chest WITH PATCH 16 STRIDE 4");
        Assert.Equal((53, 53), (map.Grid.Rows, map.Grid.Columns));
        Assert.Equal(208, map.Grid.Y[52]);
    }

    [Fact]
    public void The_relation_has_a_row_for_every_position()
    {
        var result = _engine.One("EXPLAIN OCCLUSION ON film USING chest WITH PATCH 16x24 STRIDE 50x60");
        Assert.Equal(
            ["image", "model", "class", "label", "row", "col", "y", "x", "height", "width", "score", "drop", "predicted", "exact"], result.Relation!.Columns.Select(c => c.Name));
        var rows = result.Relation.Rows.ToList();
        Assert.Equal(5 * 4, rows.Count);
        Assert.Equal(["film", "chest", 1, "opacity", 4, 3, 200, 180, 16, 24], rows[^1][..10]);
        var map = result.Heatmaps[0];
        Assert.Equal(map.BaseScore - map.Scores[4, 3], (float)rows[^1][11]!);
    }

    [Theory]
    [InlineData("")]
    [InlineData("FILL GRAY")]
    [InlineData("FILL WHITE")]
    [InlineData("FILL MEAN")]
    [InlineData("FILL COLOR (200, 10, 90)")]
    [InlineData("FILL BLUR 6")]
    [InlineData("FILL IMAGE @other")]
    [InlineData("SCORE LOGIT")]
    [InlineData("REGION (30, 40, 100, 90)")]
    public void Incremental_scores_are_those_of_naive_inference(string clause)
    {
        var query = $"EXPLAIN OCCLUSION ON film USING chest WITH PATCH 21x15 STRIDE 17x13 {clause}";
        var parameters = new Dictionary<string, object?> { ["other"] = Repository.Film("normal-1000001") };
        var incremental = _engine.Map(query, parameters);
        _engine.Run("SET executor = naive");
        var naive = _engine.Map(query, parameters);
        Assert.Equal(naive.Grid, incremental.Grid);
        Assert.InRange(Math.Abs(naive.BaseScore - incremental.BaseScore), 0, 1e-4);
        Assert.InRange(LargestDifference(naive.Scores, incremental.Scores), 0, 1e-4);
        Assert.True(Spread(naive.Scores) > 1e-3, "the comparison means nothing when nothing changes");
    }

    [Fact]
    public void Fills_differ()
    {
        string[] fills = ["BLACK", "GRAY", "WHITE", "MEAN", "COLOR (1, 2, 250)", "BLUR 4"];
        var maps = fills.Select(f => _engine.Map($"EXPLAIN OCCLUSION ON film USING chest WITH PATCH 32 STRIDE 32 FILL {f}").Scores).ToList();
        for (var i = 0; i < maps.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                Assert.True(LargestDifference(maps[i], maps[j]) > 1e-4, $"{fills[i]} and {fills[j]} gave the same map");
            }
        }
    }

    [Fact]
    public void A_region_holds_the_whole_patch()
    {
        var whole = _engine.Map("EXPLAIN OCCLUSION ON film USING chest WITH PATCH 16 STRIDE 8");
        var part = _engine.Map("EXPLAIN OCCLUSION ON film USING chest WITH PATCH 16 STRIDE 8 REGION (40, 64, 64, 40)");
        Assert.Equal((4, 7), (part.Grid.Rows, part.Grid.Columns));
        Assert.Equal((64, 40), (part.Grid.Y[0], part.Grid.X[0]));
        for (var row = 0; row < 4; row++)
        {
            for (var column = 0; column < 7; column++)
            {
                Assert.Equal(whole.Scores[row + 8, column + 5], part.Scores[row, column], 1e-5);
            }
        }
    }

    [Fact]
    public void Classes_are_chosen_by_number_label_and_rank()
    {
        var byNumber = _engine.Map("EXPLAIN OCCLUSION ON film USING chest FOR CLASS 0 WITH PATCH 32 STRIDE 32");
        var byLabel = _engine.Map("EXPLAIN OCCLUSION ON film USING chest FOR CLASS 'Normal' WITH PATCH 32 STRIDE 32");
        Assert.Equal(byNumber.Scores, byLabel.Scores);
        Assert.Equal("normal", byNumber.Label);
        Assert.Equal("opacity", byNumber.Predicted.Label);
        var top = _engine.One("EXPLAIN OCCLUSION ON film USING chest FOR TOP 2 WITH PATCH 32 STRIDE 32");
        Assert.Equal(["opacity", "normal"], top.Heatmaps.Select(h => h.Label));
        Assert.Equal(49, top.Statistics!.Positions);
        for (var i = 0; i < 49; i++)
        {
            Assert.Equal(1, top.Heatmaps[0].Scores[i / 7, i % 7] + top.Heatmaps[1].Scores[i / 7, i % 7], 1e-5);
        }
    }

    [Fact]
    public void Parameters_stand_for_files_and_numbers()
    {
        var map = _engine.Map(
            "EXPLAIN OCCLUSION ON @image USING @model FOR CLASS @class WITH PATCH @p x 20 STRIDE @s",
            new() { ["image"] = Repository.Film(), ["model"] = Repository.Model, ["class"] = "normal", ["p"] = 10, ["@s"] = 40L });
        Assert.Equal((10, 20, 40, "normal", "opacity-1000002"), (map.Grid.PatchHeight, map.Grid.PatchWidth, map.Grid.StrideWidth, map.Label, map.Image));
    }

    [Fact]
    public void A_collection_gives_a_heatmap_for_each_image()
    {
        _engine.Run($"CREATE COLLECTION films FROM '{Repository.Films}/*.png'");
        var result = _engine.One("EXPLAIN OCCLUSION ON films USING chest WITH PATCH 56 STRIDE 56");
        Assert.Equal(6, result.Heatmaps.Count);
        Assert.Equal(6 * 16, result.Statistics!.Positions);
        Assert.Equal(6 * 16, result.Relation!.Rows.Count());
        Assert.Equal(["normal", "normal", "opacity", "opacity", "opacity", "opacity"], result.Heatmaps.Select(h => h.Predicted.Label));
    }

    /// <summary>SqueezeNet's layers read maps that change in different places, ResNet50's residuals change in fewer than what they are added to: outside of that they read the image's own activations.</summary>
    [Theory]
    [InlineData("squeezenet1_1")]
    [InlineData("resnet50")]
    public void Images_explained_together_get_the_maps_they_get_alone(string network)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("network.onnx"), NetworkCatalog.Build(network, seed: 1));
        _engine.Run($"CREATE MODEL network FROM '{folder.File("network.onnx")}'; CREATE COLLECTION films FROM '{Repository.Films}/*.png'; SET executor = incremental; SET rule.ReuseAnswer = off");
        var together = _engine.One(Query("films")).Heatmaps;
        foreach (var map in together.Take(3))
        {
            var alone = _engine.Map(Query($"'{Repository.Films}/{map.Image}.png'"));
            Assert.True(Spread(alone.Scores) > 1e-3, "the comparison means nothing when nothing changes");
            Assert.InRange(LargestDifference(alone.Scores, map.Scores), 0, 1e-3 * Spread(alone.Scores));
        }

        static string Query(string images) => $"EXPLAIN OCCLUSION ON {images} USING network WITH PATCH 64 STRIDE 64 SCORE LOGIT";
    }

    [Fact]
    public void A_small_memory_limit_makes_smaller_batches_and_the_same_map()
    {
        const string Query = "EXPLAIN OCCLUSION ON film USING chest WITH PATCH 16 STRIDE 8";
        _engine.Run("SET rule.ReuseAnswer = off; SET executor = incremental");
        var plenty = _engine.One(Query);
        _engine.Run("SET memory_limit = '1MB'");
        var remedy = Regex.Match(_engine.Fails(Query).Message, @"SET memory_limit = '(\d+)MB'");
        _engine.Run(remedy.Value);
        var little = _engine.One(Query);
        Assert.InRange(Batch(little), 1, Batch(plenty) - 1);
        Assert.InRange(LargestDifference(plenty.Heatmaps[0].Scores, little.Heatmaps[0].Scores), 0, 1e-5);
    }

    [Fact]
    public void Thread_counts_give_the_same_map()
    {
        const string Query = "EXPLAIN OCCLUSION ON film USING chest WITH PATCH 16 STRIDE 16";
        _engine.Run("SET rule.ReuseAnswer = off");
        var maps = new[] { 1, 2, 3 }.Select(t => _engine.Run($"SET threads = {t}; {Query}")[1].Heatmaps[0].Scores).ToList();
        Assert.Equal(maps[0], maps[1]);
        Assert.Equal(maps[0], maps[2]);
    }

    [Fact]
    public void Cancelling_says_how_far_it_came_and_the_session_lives_on()
    {
        using var source = new CancellationTokenSource();
        var seen = new List<QueryProgress>();
        var progress = new Callback(p =>
        {
            seen.Add(p);
            if (p.Done > 0)
            {
                source.Cancel();
            }
        });
        var error = Assert.Throws<QueryCanceledException>(
            () => _engine.Session.Execute("EXPLAIN OCCLUSION ON film USING chest WITH PATCH 16 STRIDE 2", null, progress, source.Token).ToList());
        Assert.Matches(@"^cancelled after [1-9][\d,]* of 11,025 positions, at image 'film', [\d.]+ s after the start$", error.Message);
        Assert.Equal(11025, seen[^1].Total);
        Assert.NotNull(seen[^1].Remaining);
        Assert.Single(_engine.One("EXPLAIN OCCLUSION ON film USING chest WITH PATCH 56").Heatmaps);
    }

    [Fact]
    public void What_a_full_inference_takes_is_remembered_for_queries_that_keep_activations_too()
    {
        const string Query = "EXPLAIN OCCLUSION ON film USING chest WITH PATCH 16 STRIDE 8";
        _engine.Run("SET rule.ReuseAnswer = off; SET activation_cache = '64MB'");
        Assert.Null(_engine.One(Query).Statistics!.Speedup);
        _engine.Run("SET activation_cache = 0");
        Assert.True(_engine.One(Query).Statistics!.Speedup > 0);
        _engine.Run("SET activation_cache = '64MB'");
        Assert.True(_engine.One(Query).Statistics!.Speedup > 0);
    }

    [Fact]
    public void Statistics_tell_the_plan_the_phases_and_an_estimated_speedup()
    {
        var statistics = _engine.One("EXPLAIN OCCLUSION ON film USING chest WITH PATCH 16 STRIDE 8").Statistics!;
        Assert.IsType<PhysicalIncrementalSegment>(Inference(statistics));
        Assert.Equal(["read", "base", "positions"], statistics.Phases.Select(p => p.Phase));
        Assert.True(statistics.Speedup > 0);
        _engine.Run("SET executor = 'naive'");
        var naive = _engine.One("EXPLAIN OCCLUSION ON film USING chest WITH PATCH 56").Statistics!;
        Assert.IsType<PhysicalNaiveInference>(Inference(naive));
        Assert.Null(naive.Speedup);
    }

    [Fact]
    public void Predict_ranks_the_classes()
    {
        var rows = _engine.One("PREDICT film USING chest TOP 2").Relation!.Rows.ToList();
        Assert.Equal(["opacity", "normal"], rows.Select(r => r[4]));
        Assert.Equal(1, (float)rows[0][5]! + (float)rows[1][5]!, 1e-5);
    }

    private static PhysicalNode Inference(QueryStatistics statistics) => statistics.Plan.Root.Evaluations.Single().Inference;

    private static int Batch(QueryResult result) => ((PhysicalIncrementalSegment)Inference(result.Statistics!)).Batch;

    private static float LargestDifference(float[,] a, float[,] b) => a.Cast<float>().Zip(b.Cast<float>(), (x, y) => Math.Abs(x - y)).Max();

    private static float Spread(float[,] map) => map.Cast<float>().Max() - map.Cast<float>().Min();

    private sealed class Callback(Action<QueryProgress> report) : IProgress<QueryProgress>
    {
        public void Report(QueryProgress value) => report(value);
    }
}
