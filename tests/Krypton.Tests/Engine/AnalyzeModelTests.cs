using Krypton.Results;
using Krypton.Sql;

namespace Krypton.Tests.Engine;

public sealed class AnalyzeModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Database _database;
    private readonly Session _session;

    public AnalyzeModelTests()
    {
        (_database, _session) = Open();
    }

    private string Films => $"'{Repository.Films}/opacity-*.png'";

    private string Catalog => Path.Combine(_folder.Path, "catalog.db");

    public void Dispose()
    {
        _database.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Plans_go_by_what_was_learned_also_after_opening_again()
    {
        const string Plan = "EXPLAIN PLAN FOR EXPLAIN OCCLUSION ON film USING chest WITH PATCH 16 STRIDE 6 APPROX 0.9";
        Assert.DoesNotContain("learned", Run(Plan).Plan);
        var table = Run($"ANALYZE MODEL chest USING {Films} SAMPLE 2 WITH PATCH 16 STRIDE 6");
        Assert.StartsWith("model 'chest' analysed on 2 images", table.Message, StringComparison.Ordinal);

        // Two metrics, three qualities, neighbours alone or over one of three truncations.
        Assert.Equal(2 * 3 * 4, table.Relation!.Rows.Count());
        Assert.All(table.Relation.Rows, r => Assert.InRange((double)r[3]!, 0.01, 1));
        Assert.Contains("learned from 2 images", Run(Plan).Plan);
        Assert.Contains("approximations analysed on", Run("DESCRIBE MODEL chest").Message);

        var (again, session) = Open();
        using (again)
        {
            Assert.Contains("learned from 2 images", session.Execute(Plan).Last().Plan);

            // Patches or strides more than twice as large say little of one another.
            Assert.Contains("learned", session.Execute(Plan.Replace("STRIDE 6", "STRIDE 4", StringComparison.Ordinal)).Last().Plan);
            Assert.DoesNotContain("learned", session.Execute(Plan.Replace("STRIDE 6", "STRIDE 2", StringComparison.Ordinal)).Last().Plan);
            Assert.DoesNotContain("learned", session.Execute(Plan.Replace("APPROX 0.9", "", StringComparison.Ordinal)).Last().Plan);
        }
    }

    [Fact]
    public void A_learned_plan_keeps_the_quality()
    {
        Run($"ANALYZE MODEL chest USING {Films} SAMPLE 3 WITH PATCH 16 STRIDE 4; SET rule.ReuseAnswer = off");
        var (exact, guessed) = (Run("EXPLAIN OCCLUSION ON film USING chest WITH PATCH 16 STRIDE 4"), Run("EXPLAIN OCCLUSION ON film USING chest WITH PATCH 16 STRIDE 4 APPROX 0.9"));
        var (a, b) = (exact.Heatmaps[0], guessed.Heatmaps[0]);
        var measure = new Execution.Approximation.QualityMeasure(Sql.Ast.QualityMetric.Ssim, a.BaseScore);
        static double[] Flat(Heatmap map) => [.. map.Scores.Cast<float>().Select(s => (double)s)];
        Assert.InRange(measure.Of(Flat(a), Flat(b), a.Grid.Rows, a.Grid.Columns), 0.9, 1);
        Assert.True(b.Quality!.Exact < a.Scores.Length);
    }

    [Fact]
    public void Cancelled_nothing_is_kept()
    {
        using var cancellation = new CancellationTokenSource();
        var progress = new CancelAfter(1, cancellation);
        var error = Assert.Throws<QueryCanceledException>(() => _session.Execute($"ANALYZE MODEL chest USING {Films} SAMPLE 3 WITH PATCH 16 STRIDE 6", progress: progress, cancellation: cancellation.Token).Last());
        Assert.Equal("cancelled after 1 of 3 images; nothing was kept", error.Message);
        Assert.DoesNotContain("analysed", Run("DESCRIBE MODEL chest").Message);
    }

    [Theory]
    [InlineData("ANALYZE MODEL chest USING film SAMPLE 0", "the number of images after SAMPLE must be at least 1, not 0")]
    [InlineData("ANALYZE MODEL chest USING film WITH PATCH 16 STRIDE 32", "maps of 7×7 positions are always computed exactly, so there is nothing to learn")]
    [InlineData("ANALYZE MODEL chest USING flim", "there is no image 'flim'")]
    [InlineData("ANALYZE MODEL chess USING film", "there is no model 'chess'")]
    public void Mistakes_are_told(string statement, string problem) => Assert.Equal(problem, Assert.Throws<QueryException>(() => Run(statement)).Problem);

    private (Database Database, Session Session) Open()
    {
        var database = Database.Open(Catalog);
        var session = database.CreateSession();
        _ = session.Execute($"CREATE OR REPLACE MODEL chest FROM '{Repository.Model}'; CREATE OR REPLACE IMAGE film FROM '{Repository.Film()}'").Last();
        return (database, session);
    }

    private QueryResult Run(string sql) => _session.Execute(sql).Last();

    private sealed class CancelAfter(int images, CancellationTokenSource source) : IProgress<QueryProgress>
    {
        public void Report(QueryProgress value)
        {
            if (value.Done == images)
            {
                source.Cancel();
            }
        }
    }
}
