using Krypton.Results;
using Krypton.Sql;

namespace Krypton.Tests.Engine;

/// <summary>Several patches in one query, maps of pixels, and differences.</summary>
public sealed class WindowTests : IDisposable
{
    private const string Film = "EXPLAIN OCCLUSION ON film USING chest";

    private readonly EngineFixture _engine = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _engine.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Several_patches_give_the_maps_that_each_gives_alone()
    {
        var together = One($"{Film} WITH PATCH 16, 24x32 STRIDE 16");
        Fresh();
        List<Heatmap> alone = [.. One($"{Film} WITH PATCH 16 STRIDE 16").Heatmaps, .. One($"{Film} WITH PATCH 24x32 STRIDE 16").Heatmaps];
        Assert.Equal(alone.Select(m => m.Grid), together.Heatmaps.Select(m => m.Grid));
        Assert.All(alone.Zip(together.Heatmaps), p => Same(p.First.Scores, p.Second.Scores));
        Assert.Equal(alone.Sum(m => m.Grid.Count), together.Statistics!.Positions);
        Assert.Equal(alone.Sum(m => m.Grid.Count), together.Relation!.Rows.Count());
    }

    [Fact]
    public void Files_of_several_patches_need_the_patch_in_their_names()
    {
        var files = One($"{Film} WITH PATCH 16, 24x32 STRIDE 32 INTO '{_folder.File("{image}-{patch}.npy")}'").Statistics!.Files;
        Assert.Equal(["film-16.npy", "film-24x32.npy"], files.Select(f => Path.GetFileName(f)));
        Assert.All(files, f => Assert.True(File.Exists(f)));
        Assert.Contains("put {patch} into", Error($"{Film} WITH PATCH 16, 32 INTO '{_folder.File("a.npy")}'"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("EXPLAIN OCCLUSION ON film USING chest WITH PATCH 16, 8, 16", "16×16 pixels is there twice")]
    [InlineData("CREATE MATERIALIZED VIEW v AS EXPLAIN OCCLUSION ON film USING chest WITH PATCH 16, 8", "one window")]
    [InlineData("DESCRIBE MODEL chest WITH PATCH 16, 8", "here stands one window")]
    [InlineData("EXPLAIN OCCLUSION ON film USING chest WITH PATCH 8 STRIDE 9 OUTPUT PIXELS", "pixels that none covers")]
    [InlineData("DIFF (EXPLAIN OCCLUSION ON film USING chest WITH PATCH 16) MINUS (EXPLAIN OCCLUSION ON film USING chest WITH PATCH 8)", "different positions")]
    [InlineData("DIFF (EXPLAIN OCCLUSION ON film USING chest) MINUS (EXPLAIN OCCLUSION ON film USING chest WITH SCORE LOGIT)", "probabilities")]
    [InlineData("DIFF (EXPLAIN OCCLUSION ON film USING chest) MINUS (EXPLAIN OCCLUSION ON film USING chest FOR TOP 2)", "explains 1 classes and the other 2")]
    public void What_does_not_fit_is_an_error(string sql, string problem) => Assert.Contains(problem, Error(sql), StringComparison.Ordinal);

    [Theory]
    [InlineData("PATCH 16 STRIDE 8")]
    [InlineData("PATCH 24x16 STRIDE 24x5 REGION (20, 30, 100, 90)")]
    public void A_pixel_has_the_mean_of_all_patches_that_cover_it(string window)
    {
        var map = One($"{Film} WITH {window}").Heatmaps[0];
        var pixels = One($"{Film} WITH {window} OUTPUT PIXELS").Heatmaps[0];
        Assert.Equal(map.Grid, pixels.AveragedFrom);
        Assert.Equal((1, 1), (pixels.Grid.PatchHeight, pixels.Grid.PatchWidth));
        for (var row = 0; row < pixels.Grid.Rows; row++)
        {
            for (var column = 0; column < pixels.Grid.Columns; column++)
            {
                var (y, x) = (pixels.Grid.Y[row], pixels.Grid.X[column]);
                var over = map.Grid.Positions().Where(p => y >= p.Y && y < p.Y + p.Height && x >= p.X && x < p.X + p.Width).ToList();
                var mean = over.Average(p => map.Grid.Find(p) is var (r, c) ? map.Scores[r, c] : throw new InvalidOperationException());
                Assert.Equal(mean, pixels.Scores[row, column], 1e-5);
            }
        }
    }

    [Fact]
    public void Conditions_on_pixels_do_not_narrow_positions()
    {
        var all = One($"{Film} WITH PATCH 16 STRIDE 8 OUTPUT PIXELS").Heatmaps[0];
        var some = One($"SELECT y, x, score FROM ({Film} WITH PATCH 16 STRIDE 8 OUTPUT PIXELS) WHERE y = 100 AND x < 20").Relation!.Rows.ToList();
        Assert.Equal(20, some.Count);
        Assert.All(some, r => Assert.Equal(all.Scores[100, (int)(long)r[1]!], (double)r[2]!, 1e-6));
    }

    [Fact]
    public void The_plan_says_what_maps_hold() => Assert.Contains("output pixels", One($"EXPLAIN PLAN FOR {Film} WITH PATCH 16 OUTPUT PIXELS").Plan, StringComparison.Ordinal);

    [Fact]
    public void A_difference_is_one_drop_less_the_other()
    {
        var left = One($"{Film} WITH PATCH 16 STRIDE 16").Heatmaps[0];
        var right = One($"{Film} WITH PATCH 16 STRIDE 16 FILL WHITE").Heatmaps[0];
        Fresh();
        var difference = One($"DIFF ({Film} WITH PATCH 16 STRIDE 16) MINUS ({Film} WITH PATCH 16 STRIDE 16 FILL WHITE) INTO '{_folder.File("d.png")}'");
        var map = Assert.Single(difference.Heatmaps);
        Assert.Equal("fill (255, 255, 255)", map.Minus);
        Assert.True(File.Exists(_folder.File("d.png")));
        Assert.Equal(map.Drop.Cast<float>(), difference.Relation!.Rows.Select(r => (float)r[11]!));
        for (var i = 0; i < left.Drop.Length; i++)
        {
            var (row, column) = (i / left.Grid.Columns, i % left.Grid.Columns);
            Assert.Equal(left.Drop[row, column] - right.Drop[row, column], map.Drop[row, column], 1e-5f);
        }
    }

    [Fact]
    public void Rows_say_what_the_model_predicts_with_the_patch_there()
    {
        var map = One($"{Film} WITH PATCH 32 STRIDE 16").Heatmaps[0];
        var rows = map.ToRelation().Rows.ToList();
        Assert.Equal(rows.Select(r => map.Labels[map.WinnerAt((int)r[4]!, (int)r[5]!)!.Value]), rows.Select(r => r[12]));
        Assert.Equal(2, rows.Select(r => r[12]).Distinct().Count());

        // Two classes: the prediction turns where the explained one falls to less than a half.
        Assert.All(rows, r => Assert.Equal((float)r[10]! < 0.5f, (string)r[12]! != map.Label));
        Assert.All(rows, r => Assert.Equal(true, r[13]));
    }

    [Fact]
    public void Estimates_are_told_from_scores_that_were_evaluated()
    {
        var map = One($"{Film} WITH PATCH 16 STRIDE 2 APPROX 0.7").Heatmaps[0];
        var exact = map.ToRelation().Rows.Count(r => (bool)r[13]!);
        Assert.Equal(map.Quality!.Exact, exact);
        Assert.InRange(exact, 1, map.Grid.Count - 1);
    }

    private void Fresh() => _engine.Run("SET rule.ReuseAnswer = off");

    private static void Same(float[,] left, float[,] right) => Assert.All(left.Cast<float>().Zip(right.Cast<float>()), p => Assert.Equal(p.First, p.Second, 1e-5f));

    private QueryResult One(string sql) => _engine.Run(sql).Single();

    private string Error(string sql) => Assert.Throws<QueryException>(() => _engine.Run(sql)).Format();
}
