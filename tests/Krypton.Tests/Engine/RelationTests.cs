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

    [Theory]
    [InlineData("y BETWEEN 40 AND 80 AND drop > -1", "162 of 729 positions, 1 of 1 images")]
    [InlineData("row = 3 AND col IN (4, 6)", "3 of 729 positions, 1 of 1 images")]
    [InlineData("m.x >= @least AND (m.y < 17 OR m.y = 24)", "28 of 729 positions, 1 of 1 images")]
    [InlineData("y > 1000", "27 of 729 positions, 1 of 1 images")]
    [InlineData("image = 'film' AND NOT y < 200", "54 of 729 positions, 1 of 1 images")]
    [InlineData("m.image = 'm.film' OR 1 = 1", null)]
    [InlineData("M.y BETWEEN (8) AND (16) AND m.image <> 'm.film' -- the first rows", "54 of 729 positions, 1 of 1 images")]
    [InlineData("CASE WHEN drop > -2 AND y < 10 AND x > 2 THEN 1 ELSE 1 END = 1", null)]
    [InlineData("y + x < 10", null)]
    [InlineData("y < 10 OR drop > 0.1", null)]
    [InlineData("abs(y) < 10", null)]
    [InlineData("label = 'opacity'", null)]
    public void Conditions_narrow_the_explanation(string where, string? pushed)
    {
        var sql = $"SELECT row, col, y, x, drop FROM {Explanation} AS m WHERE {where}\nORDER BY row, col LIMIT 1000";
        Dictionary<string, object?> parameters = new() { ["least"] = 160 };
        var narrowed = _session.Execute(sql, parameters).Last();
        Assert.Equal(pushed is null ? [] : [$"rule PushDownPredicates: {pushed}"], narrowed.Notes.Where(n => n.Contains("PushDown", StringComparison.Ordinal)));
        Run("SET rule.PushDownPredicates = off");
        var whole = _session.Execute(sql, parameters).Last();
        Assert.DoesNotContain(whole.Notes, n => n.Contains("PushDown", StringComparison.Ordinal));
        var (found, meant) = (Rows(narrowed), Rows(whole));
        Assert.Equal(meant.Select(r => (r[0], r[1], r[2], r[3])), found.Select(r => (r[0], r[1], r[2], r[3])));
        Assert.All(found.Zip(meant), p => Assert.Equal((double)p.Second[4]!, (double)p.First[4]!, 1e-5));
    }

    [Fact]
    public void The_plan_of_a_select_is_that_of_what_it_explains()
    {
        var plan = Run($"EXPLAIN PLAN FOR SELECT max(drop) FROM {Explanation} WHERE y = 8");
        Assert.Contains("positions 27 of patch 16×16", plan.Plan!, StringComparison.Ordinal);
        Assert.Equal(["rule PushDownPredicates: 27 of 729 positions, 1 of 1 images"], plan.Notes);
        var error = Assert.Throws<QueryException>(() => Run("EXPLAIN PLAN FOR SELECT 1"));
        Assert.Equal("it explains nothing, so there is no plan to show", error.Problem);
    }

    [Fact]
    public void Joined_explanations_are_not_narrowed()
    {
        Run("CREATE TABLE marks (y INTEGER)");
        Run("INSERT INTO marks VALUES (8), (40)");
        var joined = Run($"SELECT count(*) FROM {Explanation} m JOIN marks ON m.y = marks.y WHERE m.y < 10");
        Assert.Equal(27L, Rows(joined).Single()[0]);
        Assert.DoesNotContain(joined.Notes, n => n.Contains("PushDown", StringComparison.Ordinal));
    }

    [Fact]
    public void Numbers_are_copied_to_arrays()
    {
        var file = _folder.File("out/rows.npy");
        Run($"COPY (SELECT row, col, drop FROM {Explanation} ORDER BY row, col) TO '{file}'");
        var bytes = File.ReadAllBytes(file);
        var header = 10 + BitConverter.ToUInt16(bytes, 8);
        Assert.Contains("'shape': (729, 3)", System.Text.Encoding.ASCII.GetString(bytes, 10, header - 10), StringComparison.Ordinal);
        Assert.Equal(1f, BitConverter.ToSingle(bytes, header + (28 * 3 * sizeof(float)) + sizeof(float)));
        var error = Assert.Throws<QueryException>(() => Run($"COPY {Explanation} TO '{file}'"));
        Assert.Equal("an .npy file holds numbers, and column 'image' holds others", error.Problem);
        Assert.Equal(bytes, File.ReadAllBytes(file));
    }

    [Theory]
    [InlineData("json")]
    [InlineData("parquet")]
    public void Heatmaps_are_written_as_rows(string ending)
    {
        var file = _folder.File($"out/map.{ending}");
        var map = Run($"{Explanation.Trim('(', ')')} INTO '{file}'").Heatmaps.Single();
        var bytes = File.ReadAllBytes(file);
        Assert.Equal(map.ToParquet()[..4], ending == "parquet" ? bytes[..4] : "PAR1"u8.ToArray());
        if (ending == "json")
        {
            var first = System.Text.Json.JsonDocument.Parse(bytes).RootElement[0];
            Assert.Equal(map.Drop[0, 0], first.GetProperty("drop").GetSingle());
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
