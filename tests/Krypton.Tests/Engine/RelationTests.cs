using Krypton.Results;
using Krypton.Sql;

namespace Krypton.Tests.Engine;

public sealed class RelationTests : IDisposable
{
    private const string Explanation = "(EXPLAIN OCCLUSION ON film USING chest WITH PATCH 16 STRIDE 8)";

    private readonly TemporaryFolder _folder = new();
    private readonly Database _database;
    private readonly Session _session;

    public RelationTests()
    {
        _database = Database.Open(_folder.File("catalog.db"));
        _session = _database.CreateSession();
        Run($"CREATE MODEL chest FROM '{Repository.Model}'; CREATE IMAGE film FROM '{Repository.Film()}'; CREATE COLLECTION films FROM '{Repository.Films}/opacity-*.png'");
    }

    public void Dispose()
    {
        _database.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void The_strongest_places_of_a_map_can_be_asked_for()
    {
        var map = Run("EXPLAIN OCCLUSION ON film USING chest WITH PATCH 16 STRIDE 8").Heatmaps[0];
        var drop = map.Drop.Cast<float>().Max();
        var result = Run($"SELECT y, x, drop FROM {Explanation} WHERE drop > 0.01 ORDER BY drop DESC LIMIT 3");
        Assert.Equal(["y", "x", "drop"], result.Relation!.Columns.Select(c => c.Name));
        Assert.Equal([typeof(long), typeof(long), typeof(double)], result.Relation.Columns.Select(c => c.Type));
        Assert.Equal(3, Rows(result).Count);
        Assert.Equal(drop, (double)Rows(result)[0][2]!, 6);
    }

    [Fact]
    public void Collections_group_and_windows_rank()
    {
        var result = Run("""
            WITH ranked AS (SELECT *, rank() OVER (PARTITION BY image ORDER BY drop DESC) AS place FROM (EXPLAIN OCCLUSION ON films USING chest WITH PATCH 16 STRIDE 16) e)
            SELECT image, count(*) AS strongest, max(drop) FROM ranked WHERE place = 1 GROUP BY image ORDER BY image
            """);
        Assert.Equal(["opacity-1000002", "opacity-1000012", "opacity-1000018", "opacity-1000022"], Rows(result).Select(r => r[0]));
        Assert.All(Rows(result), r => Assert.InRange((double)r[2]!, 0.05, 1));
    }

    [Fact]
    public void Views_are_tables_and_answer_without_evaluating()
    {
        Run("CREATE MATERIALIZED VIEW map AS EXPLAIN OCCLUSION ON film USING chest WITH PATCH 16 STRIDE 8");
        var joined = Run($"SELECT count(*), max(abs(a.score - b.score)) FROM map a JOIN {Explanation} b ON a.y = b.y AND a.x = b.x");
        Assert.Equal([27L * 27, 0.0], Rows(joined).Single());
    }

    [Fact]
    public void Tables_are_kept_beside_the_catalog()
    {
        Run("CREATE TABLE lesions (image TEXT, y INTEGER, x INTEGER)");
        Assert.Equal("2 rows changed", Run("INSERT INTO lesions VALUES ('a', 1, 2), ('b', @y, 4)", new() { ["y"] = 3 }).Message);
        using var again = Database.Open(_folder.File("catalog.db"));
        var session = again.CreateSession();
        Assert.Equal([3L], Rows(session.Execute("SELECT y FROM lesions WHERE image = 'b'").Last()).Single());
        Assert.Equal("2 rows changed", session.Execute("DELETE FROM lesions").Last().Message);
        Assert.Equal("table dropped", session.Execute("DROP TABLE lesions").Last().Message);
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("json")]
    [InlineData("parquet")]
    public void Rows_are_copied_to_files(string ending)
    {
        var file = _folder.File($"out/rows.{ending}");
        Assert.StartsWith("729 rows written", Run($"COPY (SELECT image, row, drop, NULL AS missing FROM {Explanation}) TO '{file}'").Message, StringComparison.Ordinal);
        Assert.StartsWith("729 rows written", Run($"COPY {Explanation} TO @file", new() { ["file"] = file }).Message, StringComparison.Ordinal);
        var bytes = File.ReadAllBytes(file);
        Assert.True(bytes.Length > 5000);
        if (ending == "parquet")
        {
            Assert.Equal("PAR1"u8.ToArray(), bytes[..4]);
            Assert.Equal("PAR1"u8.ToArray(), bytes[^4..]);
        }
        else if (ending == "json")
        {
            Assert.Equal(729, System.Text.Json.JsonDocument.Parse(bytes).RootElement.GetArrayLength());
        }
        else
        {
            Assert.Equal(730, File.ReadLines(file).Count());
        }
    }

    [Fact]
    public void Estimates_are_told_from_measurements()
    {
        var result = Run("SELECT max(drop) FROM (EXPLAIN OCCLUSION ON film USING chest WITH PATCH 16 STRIDE 4 APPROX 0.8)");
        Assert.Contains(result.Notes, n => n.Contains("the others are estimates", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("SELECT dorp FROM " + Explanation, "no such column: dorp", "dorp")]
    [InlineData("SELECT * FROM nowhere", "no such table: nowhere", "nowhere")]
    [InlineData("SELECT y FORM " + Explanation, "near \"\"explanation_1\"\": syntax error", null)]
    [InlineData("SELECT 1 FROM (EXPLAIN OCCLUSION ON flim USING chest)", "there is no image 'flim'", "flim")]
    [InlineData("COPY map", "COPY needs a source and a file", null)]
    [InlineData("COPY (SELECT 1) TO 'x.txt'", "'x.txt' does not say what to write", "'x.txt'")]
    public void Mistakes_are_told_with_their_place(string script, string problem, string? word)
    {
        var error = Assert.Throws<QueryException>(() => Run(script));
        Assert.Equal(problem, error.Problem);
        if (word is not null)
        {
            Assert.Equal(word, script.Substring(error.Span.Start, error.Span.Length));
        }
    }

    private static List<object?[]> Rows(QueryResult result) => [.. result.Relation!.Rows];

    private QueryResult Run(string sql, Dictionary<string, object?>? parameters = null) => _session.Execute(sql, parameters).Last();
}
