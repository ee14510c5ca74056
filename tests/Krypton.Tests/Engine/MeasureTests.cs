using Krypton.Imaging;
using Krypton.Measures;
using Krypton.Results;
using Krypton.Sql;

namespace Krypton.Tests.Engine;

/// <summary>Functions of whole maps: how well they find a mask, and whether the pixels they mark matter to the model.</summary>
public sealed class MeasureTests : IDisposable
{
    private const string Explanation = "(EXPLAIN OCCLUSION ON film USING chest WITH PATCH 16 STRIDE 8)";

    private readonly EngineFixture _engine = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _engine.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Pointing_and_overlap_follow_the_mask()
    {
        var map = _engine.Run(Explanation[1..^1]).Single().Heatmaps[0];
        var pixels = map.ToPixels();
        var most = pixels.Drop.Cast<float>().Max();
        var marked = Mask(map, (y, x) => pixels.Drop[y, x] >= most * 0.5f);
        var elsewhere = Mask(map, (y, x) => pixels.Drop[y, x] < most * 0.5f);
        Assert.Equal([1L, 0L, 1.0, 0.0], Row($"SELECT pointing_game(map, '{marked}'), pointing_game(map, '{elsewhere}'), iou(map, '{marked}'), iou(map, '{elsewhere}') FROM {Explanation} GROUP BY map"));

        // Half of what is marked, and as much beside it.
        var places = (from y in Enumerable.Range(0, 224) from x in Enumerable.Range(0, 224) where pixels.Drop[y, x] >= most * 0.3f select (y, x)).ToList();
        var half = places.Take(places.Count / 2).ToHashSet();
        var expected = half.Count / (double)(places.Count + 100);
        var mask = Mask(map, (y, x) => half.Contains((y, x)) || (y == 0 && x < 100));
        Assert.Equal(expected, (double)Row($"SELECT iou(map, '{mask}', 0.3) FROM {Explanation} GROUP BY map")[0]!, 6);
    }

    [Fact]
    public void The_program_has_the_same_measures()
    {
        var map = _engine.Run(Explanation[1..^1]).Single().Heatmaps[0];
        var mask = new bool[224, 224];
        var strongest = map.Strongest();
        mask[map.Grid.Y[strongest.Row] + 8, map.Grid.X[strongest.Column] + 8] = true;
        Assert.True(HeatmapMeasures.PointsInto(map, mask));
        Assert.InRange(HeatmapMeasures.IntersectionOverUnion(map, mask), 1e-6, 0.1);
        Assert.Throws<ArgumentException>(() => HeatmapMeasures.PointsInto(map, new bool[3, 3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => HeatmapMeasures.IntersectionOverUnion(map, mask, 0));
    }

    [Fact]
    public void Taking_away_what_the_map_marks_costs_more_than_taking_away_the_rest()
    {
        var row = Row($"SELECT deletion_auc(map), insertion_auc(map), deletion_auc(map, 8) FROM {Explanation} GROUP BY map");
        var (deletion, insertion) = ((double)row[0]!, (double)row[1]!);
        Assert.InRange((double)row[2]!, 0, 1);

        // The other class's map marks what speaks for the film's own least: its deletion leaves the class alone for longest.
        var labels = _engine.Run($"SELECT label, deletion_auc(map) FROM (EXPLAIN OCCLUSION ON film USING chest FOR TOP 2 WITH PATCH 16 STRIDE 8) GROUP BY map").Single().Relation!.Rows.ToList();
        Assert.Equal(deletion, (double)labels[0][1]!, 6);
        Assert.InRange(deletion, 0, 0.5);
        Assert.InRange(insertion, 0.5, 1);
    }

    [Fact]
    public void One_step_is_the_mean_of_both_ends()
    {
        var map = _engine.Run(Explanation[1..^1]).Single().Heatmaps[0];
        var covered = _engine.Run("EXPLAIN OCCLUSION ON film USING chest WITH PATCH 224 STRIDE 224").Single().Heatmaps[0];
        var area = (double)Row($"SELECT deletion_auc(map, 1) FROM {Explanation} GROUP BY map")[0]!;
        Assert.Equal((map.BaseScore + covered.Scores[0, 0]) / 2, area, 1e-5);
    }

    [Theory]
    [InlineData("SELECT iou(7, 'x.png')", "there is no map 7")]
    [InlineData("SELECT pointing_game(map, 'nowhere.png') FROM (EXPLAIN OCCLUSION ON film USING chest WITH PATCH 112) GROUP BY map", "nowhere.png")]
    [InlineData("SELECT iou(map, 'nowhere.png', 2) FROM (EXPLAIN OCCLUSION ON film USING chest WITH PATCH 112) GROUP BY map", "at most 1, not 2")]
    [InlineData("SELECT deletion_auc(map, 0) FROM (EXPLAIN OCCLUSION ON film USING chest WITH PATCH 112) GROUP BY map", "between 1 and 4096")]
    public void What_cannot_be_measured_is_an_error(string sql, string problem) =>
        Assert.Contains(problem, Assert.Throws<QueryException>(() => _engine.Run(sql)).Format(), StringComparison.Ordinal);

    [Fact]
    public void The_column_is_there_only_where_it_is_named()
    {
        Assert.DoesNotContain("map", _engine.Run($"SELECT * FROM {Explanation}").Single().Relation!.Columns.Select(c => c.Name));
        Assert.Equal([0L, 1L], _engine.Run("SELECT DISTINCT map FROM (EXPLAIN OCCLUSION ON film USING chest FOR TOP 2 WITH PATCH 32)").Single().Relation!.Rows.Select(r => r[0]));
    }

    private object?[] Row(string sql) => _engine.Run(sql).Single().Relation!.Rows.Single();

    private string Mask(Heatmap map, Func<int, int, bool> inside)
    {
        var picture = map.Picture;
        var bytes = new byte[picture.Width * picture.Height * 3];
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = inside(i / 3 / picture.Width, i / 3 % picture.Width) ? (byte)255 : (byte)0;
        }

        var path = _folder.File($"{Guid.NewGuid():N}.png");
        ImageFile.SavePng(new RgbImage(picture.Width, picture.Height, bytes), path);
        return path;
    }
}
