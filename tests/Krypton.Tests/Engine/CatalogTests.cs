using Krypton.Catalog;
using Krypton.Results;

namespace Krypton.Tests.Engine;

public sealed class CatalogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_catalog_file_outlives_the_process()
    {
        using (var db = Database.Open(_folder.File("k.db")))
        {
            Run(db, $"CREATE MODEL chest FROM '{Repository.Model}' WITH (mean = 100, std = '50,60,70'); CREATE IMAGE film FROM '{Repository.Film()}'");
            Run(db, $"CREATE COLLECTION films FROM '{Repository.Films}/*.png'; CREATE IMAGE gone FROM '{Repository.Film()}'; DROP IMAGE gone");
        }

        using var again = Database.Open(_folder.File("k.db"));
        Assert.Equal(["chest", Repository.Model, "mean = '100', std = '50,60,70'"], Rows(again, "SHOW MODELS").Single());
        Assert.Equal("film", Rows(again, "SHOW IMAGES").Single()[0]);
        Assert.Equal("films", Rows(again, "SHOW COLLECTIONS").Single()[0]);
        Assert.Equal(6, Rows(again, "DESCRIBE COLLECTION films").Count);
    }

    [Fact]
    public void Two_connections_see_each_others_changes()
    {
        using var one = Database.Open(_folder.File("k.db"));
        using var two = Database.Open(_folder.File("k.db"));
        Run(one, $"CREATE IMAGE film FROM '{Repository.Film()}'");
        Assert.Single(Rows(two, "SHOW IMAGES"));
        Run(two, "DROP IMAGE film");
        Assert.Empty(Rows(one, "SHOW IMAGES"));
    }

    [Fact]
    public void Names_ignore_case_and_must_be_free()
    {
        using var db = Database.Open();
        Run(db, $"CREATE IMAGE Film FROM '{Repository.Film()}'");
        Assert.Contains("exists already", Fails(db, $"CREATE IMAGE film FROM '{Repository.Film()}'"));
        Assert.Contains("name of an image already", Fails(db, $"CREATE COLLECTION FILM FROM '{Repository.Films}/*.png'"));
        Run(db, $"CREATE IMAGE IF NOT EXISTS film FROM 'nowhere.png'; CREATE OR REPLACE IMAGE film FROM '{Repository.Film("normal-1000001")}'");
        Assert.EndsWith("normal-1000001.png", (string)Rows(db, "SHOW IMAGES").Single()[1]!);
        Run(db, "DROP IMAGE IF EXISTS nobody; DROP IMAGE FILM");
        Assert.Empty(Rows(db, "SHOW IMAGES"));
    }

    [Fact]
    public void A_file_that_is_no_catalog_is_refused_and_left_alone()
    {
        File.WriteAllText(_folder.File("notes.txt"), "my notes, of more than one line\nand another\n");
        Assert.Contains("notes.txt", Assert.Throws<CatalogException>(() => Database.Open(_folder.File("notes.txt"))).Message);
        Assert.StartsWith("my notes", File.ReadAllText(_folder.File("notes.txt")));
    }

    [Fact]
    public void A_view_read_in_several_pieces_gives_what_was_computed_and_another_view_keeps_all_its_classes()
    {
        var (fine, coarse) = ("EXPLAIN OCCLUSION ON film USING chest WITH PATCH 16 STRIDE 2", "EXPLAIN OCCLUSION ON film USING chest WITH PATCH 16 STRIDE 4");
        Heatmap[] computed;
        using (var db = Database.Open(_folder.File("k.db")))
        {
            Run(db, $"CREATE MODEL chest FROM '{Repository.Model}'; CREATE IMAGE film FROM '{Repository.Film()}'");
            computed = [Map(db, fine), Map(db, coarse.Replace("WITH", "FOR CLASS 0 WITH"))];
            Run(db, $"CREATE MATERIALIZED VIEW fine AS {fine}");
        }

        using var again = Database.Open(_folder.File("k.db"));
        Assert.Equal(computed[0].Scores, Map(again, fine).Scores);
        Run(again, $"CREATE MATERIALIZED VIEW coarse AS {coarse}; DROP MATERIALIZED VIEW fine");
        var result = again.CreateSession().Execute(coarse.Replace("WITH", "FOR CLASS 0 WITH"), cancellation: TestContext.Current.CancellationToken).Last();
        Assert.Equal(0, result.Statistics!.Evaluated);
        Assert.Equal(computed[1].Scores, result.Heatmaps[0].Scores);
    }

    [Fact]
    public void A_changed_model_file_is_read_again()
    {
        var file = _folder.File("m.onnx");
        File.Copy(Repository.Model, file);
        using var db = Database.Open();
        var session = db.CreateSession();
        string Classes() => session.Execute($"DESCRIBE MODEL '{file}'").Single().Message;
        Assert.Contains("2 classes", Classes());
        var builder = new Models.Onnx.OnnxBuilder();
        var input = builder.Input("x", null, 3, 16, 16);
        var pooled = builder.Node("GlobalAveragePool", [builder.Node("Conv", [input, builder.Constant(new float[5 * 3], 5, 3, 1, 1)])]);
        builder.Output(builder.Node("Flatten", [pooled]), null, 5);
        File.WriteAllBytes(file, builder.ToBytes());
        Assert.Contains("5 classes", Classes());
    }

    [Fact]
    public void Describe_tells_what_is_incremental_and_what_to_expect()
    {
        using var db = Database.Open();
        var result = db.CreateSession().Execute($"DESCRIBE MODEL '{Repository.Model}' WITH PATCH 16 STRIDE 4").Single();
        Assert.Contains("input 224×224×3 (NCHW), opset 17, 2 classes, softmax", result.Message);
        Assert.Contains("preprocessing (model metadata): mean 127.5,127.5,127.5, std 127.5,127.5,127.5, channels RGB, resize crop; 2 labels", result.Message);
        Assert.Contains("incremental from the first layer to the logits", result.Message);
        Assert.Matches(@"2809 positions change [\d.]+ ?% of the arithmetic, a theoretical speedup of \d+\.\d×", result.Message);
        var last = result.Relation!.Rows.Last();
        Assert.Equal("1×1×2", last[4]);
    }

    private static void Run(Database db, string script) => Assert.NotEmpty(db.CreateSession().Execute(script).ToList());

    private static List<object?[]> Rows(Database db, string query) => [.. db.CreateSession().Execute(query).Single().Relation!.Rows];

    private static Heatmap Map(Database db, string query) => db.CreateSession().Execute(query, cancellation: TestContext.Current.CancellationToken).Last().Heatmaps[0];

    private static string Fails(Database db, string query) => Assert.Throws<Sql.QueryException>(() => db.CreateSession().Execute(query).ToList()).Problem;
}
