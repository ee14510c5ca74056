using Krypton.Execution.Approximation;
using Krypton.Results;
using Krypton.Sql;
using Krypton.Sql.Ast;

namespace Krypton.Tests.Engine;

public sealed class ApproximationTests : IDisposable
{
    private const string Query = "EXPLAIN OCCLUSION ON film USING chest";

    private readonly Database _database = Database.Open();
    private readonly Session _session;

    public ApproximationTests()
    {
        _session = _database.CreateSession();
        Run($"CREATE MODEL chest FROM '{Repository.Model}'; CREATE IMAGE film FROM '{Repository.Film()}'; SET rule.ReuseAnswer = off");
    }

    public void Dispose() => _database.Dispose();

    [Fact]
    public void The_quality_asked_for_is_reached_and_told()
    {
        Run($"CREATE COLLECTION films FROM '{Repository.Films}/*.png'");
        var exact = Run("EXPLAIN OCCLUSION ON films USING chest FOR TOP 2 WITH PATCH 16 STRIDE 3").Heatmaps;
        var (maps, told) = (0, 0);
        foreach (var (clauses, target, metric) in ((string, double, QualityMetric)[])[("APPROX 0.9", 0.9, QualityMetric.Ssim), ("APPROX 0.8", 0.8, QualityMetric.Ssim), ("APPROX 0.9 METRIC RENDERED", 0.9, QualityMetric.Rendered)])
        {
            var result = Run($"EXPLAIN OCCLUSION ON films USING chest FOR TOP 2 WITH PATCH 16 STRIDE 3 {clauses}");
            Assert.Equal(exact.Count, result.Heatmaps.Count);
            Assert.Equal(result.Heatmaps.Sum(m => m.Quality!.Exact), 2 * result.Statistics!.Evaluated);
            foreach (var (a, b) in exact.Zip(result.Heatmaps))
            {
                Assert.Null(a.Quality);
                Assert.Equal((a.Image, a.ClassIndex, a.BaseScore), (b.Image, b.ClassIndex, b.BaseScore));
                var truth = new QualityMeasure(metric, a.BaseScore).Of(Flat(a), Flat(b), a.Grid.Rows, a.Grid.Columns);
                Assert.InRange(truth, target, 1);
                Assert.InRange(b.Quality!.Estimate - truth, -1, 0.3 * (1 - target));
                (maps, told) = (maps + 1, told + (Math.Abs(b.Quality.Estimate - truth) <= 0.3 * (1 - target) ? 1 : 0));
            }
        }

        // An estimate comes from a random sample: most are close, not every one.
        Assert.InRange(told, 0.9 * maps, maps);
    }

    [Fact]
    public void Approx_1_is_the_exact_plan_bit_for_bit()
    {
        var (exact, one) = (Run($"{Query} WITH PATCH 16 STRIDE 8"), Run($"{Query} WITH PATCH 16 STRIDE 8 APPROX 1"));
        Assert.Equal(Flat(exact.Heatmaps[0]), Flat(one.Heatmaps[0]));
        Assert.Null(one.Heatmaps[0].Quality);
        Assert.Equal(Plan("APPROX 1"), Plan(""));
    }

    [Fact]
    public void Positions_that_were_evaluated_have_the_exact_scores()
    {
        var (exact, guessed) = (Run($"{Query} WITH PATCH 16 STRIDE 4").Heatmaps[0], Run($"{Query} WITH PATCH 16 STRIDE 4 APPROX 0.85").Heatmaps[0]);
        Assert.True(Flat(exact).Zip(Flat(guessed)).Count(p => Math.Abs(p.First - p.Second) < 1e-5) >= guessed.Quality!.Exact);
    }

    [Fact]
    public void A_view_that_holds_the_map_answers_exactly()
    {
        Run($"CREATE MATERIALIZED VIEW v AS {Query} WITH PATCH 16 STRIDE 4");
        var result = Run($"{Query} WITH PATCH 16 STRIDE 8 APPROX 0.9");
        Assert.Equal(0, result.Statistics!.Evaluated);
        Assert.Null(result.Heatmaps[0].Quality);
    }

    [Fact]
    public void An_approximate_answer_is_not_reused_as_an_exact_one()
    {
        Run("SET rule.ReuseAnswer = on");
        Run($"{Query} WITH PATCH 16 STRIDE 3 APPROX 0.9");
        var exact = Run($"{Query} WITH PATCH 16 STRIDE 3");
        Assert.Equal(exact.Statistics!.Positions, exact.Statistics.Evaluated);
    }

    [Fact]
    public void In_a_batch_and_over_several_images_each_map_is_as_good_as_asked()
    {
        Run($"CREATE COLLECTION films FROM '{Repository.Films}/*.png'");
        var exact = Run("EXPLAIN OCCLUSION ON films USING chest WITH PATCH 16 STRIDE 4").Heatmaps;
        List<QueryResult> results = [.. _session.Execute(
            "BEGIN BATCH; EXPLAIN OCCLUSION ON films USING chest WITH PATCH 16 STRIDE 4 APPROX 0.9; EXPLAIN OCCLUSION ON film USING chest WITH PATCH 16 STRIDE 8; RUN BATCH", cancellation: TestContext.Current.CancellationToken)];
        var approximate = results.Where(r => r.Heatmaps.Count > 1).Single().Heatmaps;
        Assert.All(exact.Zip(approximate), pair => Assert.InRange(
            new QualityMeasure(QualityMetric.Ssim, pair.First.BaseScore).Of(Flat(pair.First), Flat(pair.Second), pair.First.Grid.Rows, pair.First.Grid.Columns), 0.87, 1));
    }

    [Fact]
    public void Previews_become_the_answer()
    {
        var seen = new List<QueryProgress>();
        var result = _session.Execute($"{Query} WITH PATCH 16 STRIDE 3 APPROX 0.9", progress: new Sink(seen), cancellation: TestContext.Current.CancellationToken).Last();
        var previews = seen.Where(p => p.Preview is not null).ToList();
        Assert.True(previews.Count >= 2);
        Assert.Equal(Flat(result.Heatmaps[0]), Flat(previews[^1].Preview![0]));
        Assert.True(previews[^1].Preview![0].Quality!.Estimate >= 0.9);
        Assert.All(previews[..^1], p => Assert.True(p.Remaining > TimeSpan.Zero));
        Assert.Equal(TimeSpan.Zero, previews[^1].Remaining);
        Assert.Equal(seen[^1].Total, seen[^1].Done);
    }

    [Fact]
    public void A_short_time_gives_what_there_is_and_says_how_good_it_is()
    {
        var result = Run($"{Query} WITH PATCH 16 STRIDE 1 WITHIN 0.3 SECONDS");
        var quality = result.Heatmaps[0].Quality!;
        Assert.InRange(quality.Exact, 30, result.Statistics!.Positions - 1);
        Assert.InRange(quality.Estimate, 0, 0.999);
    }

    [Theory]
    [InlineData("APPROX 0", "the quality after APPROX must be above 0 and at most 1, not 0")]
    [InlineData("APPROX 1.5", "the quality after APPROX must be above 0 and at most 1, not 1.5")]
    [InlineData("APPROX 0.9 WITHIN 0 SECONDS", "the time after WITHIN must be above 0")]
    [InlineData("MEMORY 0 GB", "the memory must be above 0")]
    [InlineData("METRIC RENDERED", "METRIC says how APPROX is measured, and there is no APPROX")]
    [InlineData("APPROX 0.9 METRIC RENDERED SCORE LOGIT", "METRIC RENDERED draws probabilities")]
    [InlineData("MEMORY 1 MB", "memory_limit of 1 MB is too small")]
    [InlineData("STRIDE 1 APPROX 0.999 WITHIN 0.2 SECONDS", "APPROX 0.999 cannot be reached within 0.2 s")]
    public void Mistakes_are_told_with_their_place(string clauses, string message)
    {
        var error = Assert.Throws<QueryException>(() => Run($"{Query} WITH PATCH 16 {clauses}"));
        Assert.StartsWith(message, error.Problem, StringComparison.Ordinal);
        Assert.True(error.Span.Length > 0);
    }

    [Fact]
    public void A_view_is_exact()
    {
        var error = Assert.Throws<QueryException>(() => Run($"CREATE MATERIALIZED VIEW v AS {Query} WITH PATCH 16 APPROX 0.9"));
        Assert.Equal("a materialized view holds exact scores", error.Problem);
    }

    private string Plan(string clauses) => Run($"EXPLAIN PLAN FOR {Query} WITH PATCH 16 STRIDE 8 {clauses}").Plan!;

    private QueryResult Run(string sql) => _session.Execute(sql, cancellation: TestContext.Current.CancellationToken).Last();

    private static double[] Flat(Heatmap map) => [.. map.Scores.Cast<float>().Select(s => (double)s)];

    private sealed class Sink(List<QueryProgress> seen) : IProgress<QueryProgress>
    {
        public void Report(QueryProgress value) => seen.Add(value);
    }
}
