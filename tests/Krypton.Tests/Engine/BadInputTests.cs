using Krypton.Imaging;

namespace Krypton.Tests.Engine;

/// <summary>What people get wrong, and what they are told: the place, the problem, the remedy.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly EngineFixture _engine = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _engine.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("WITH PATCH 300", "a patch of 300×300 pixels is larger than the model's input of 224×224 pixels", "300")]
    [InlineData("WITH PATCH 10x225", "a patch of 10×225 pixels is larger than the model's input of 224×224 pixels", "10x225")]
    [InlineData("WITH PATCH 0", "the patch's height in pixels must be at least 1, not 0", "0")]
    [InlineData("WITH PATCH 2.5", "the patch's height in pixels must be a whole number, not 2.5", "2.5")]
    [InlineData("WITH PATCH 16 STRIDE 0", "the stride's height in pixels must be at least 1, not 0", "0")]
    [InlineData("WITH PATCH 16 STRIDE 4x0", "the stride's width in pixels must be at least 1, not 0", "0")]
    [InlineData("FOR CLASS 2 WITH PATCH 16", "class 2 does not exist: the model has classes 0 to 1", "2")]
    [InlineData("FOR CLASS 'opacty' WITH PATCH 16", "model 'chest' has no class 'opacty'", "'opacty'")]
    [InlineData("FOR TOP 3 WITH PATCH 16", "the model has only 2 classes", "3")]
    [InlineData("WITH PATCH 16 REGION (200, 0, 25, 30)", "the region reaches beyond the model's input of 224×224 pixels", "REGION (200, 0, 25, 30)")]
    [InlineData("WITH PATCH 16 REGION (0, 0, 15, 30)", "no patch of 16×16 pixels fits into the region of 30×15", "REGION (0, 0, 15, 30)")]
    [InlineData("WITH FILL COLOR (0, 256, 0)", "a colour channel must be between 0 and 255, not 256", "256")]
    [InlineData("WITH FILL BLUR 0", "the blur's sigma must be above 0 and at most 256 pixels", "0")]
    [InlineData("WITH PATCH @size", "parameter @size was not given", "@size")]
    [InlineData("WITH PATCH 16 INTO 'map.jpg'", "'map.jpg' does not say what to write", "'map.jpg'")]
    [InlineData("WITH PATCH 16 INTO '{picture}.png'", "'{picture}' in the file's name is unknown", "'{picture}.png'")]
    [InlineData("FOR TOP 2 WITH PATCH 16 INTO 'map.png'", "the heatmaps of 2 classes would be written to one file", "'map.png'")]
    public void A_clause_that_does_not_fit_is_pointed_at(string clauses, string problem, string place)
    {
        var query = $"EXPLAIN OCCLUSION ON film USING chest {clauses}";
        var error = _engine.Fails(query);
        Assert.Equal(problem, error.Problem);
        Assert.Equal(place, query.Substring(error.Span.Start, error.Span.Length));
        Assert.Contains(new string('^', Math.Min(place.Length, 200)), error.Format());
    }

    [Theory]
    [InlineData("EXPLAIN OCCLUSION ON flim USING chest", "there is no image 'flim'", "did you mean 'film'?")]
    [InlineData("EXPLAIN OCCLUSION ON film USING chst", "there is no model 'chst'", "did you mean 'chest'?")]
    [InlineData("DROP MODEL chset", "there is no model 'chset'", "did you mean 'chest'?")]
    [InlineData("SET treads = 2", "there is no setting 'treads'", "did you mean threads?")]
    [InlineData("SET threads = 0", "threads must be a whole number from 1 to 256, not '0'", null)]
    [InlineData("SET memory_limit = 'much'", "memory_limit must be a size of at least 1 MB such as '2GB' or '512MB', not 'much'", null)]
    [InlineData("SET executor = 'fast'", "executor must be auto, incremental or naive, not 'fast'", null)]
    [InlineData("EXPLAIN OCCLUSION ON film USING chest FOR CLASS 'opacty'", "model 'chest' has no class 'opacty'", "did you mean 'opacity'?")]
    [InlineData("EXPLAIN OCCLUSION ON film USING chest WIHT PATCH 16", "unexpected 'WIHT'", "did you mean WITH?")]
    public void An_unknown_name_comes_with_the_nearest_known_one(string query, string problem, string? hint)
    {
        var error = _engine.Fails(query);
        Assert.StartsWith(problem, error.Problem);
        if (hint is not null)
        {
            Assert.Contains(hint, error.Format());
        }
    }

    [Fact]
    public void Missing_files_are_named()
    {
        Assert.Contains("nowhere.png", _engine.Fails("EXPLAIN OCCLUSION ON 'nowhere.png' USING chest").Problem);
        Assert.Contains("nowhere.onnx", _engine.Fails("EXPLAIN OCCLUSION ON film USING 'nowhere.onnx'").Problem);
        Assert.Contains("nowhere", _engine.Fails("EXPLAIN OCCLUSION ON 'nowhere/*.png' USING chest").Problem);
        Assert.Contains("labels.txt", _engine.Fails($"CREATE MODEL m FROM '{Repository.Model}' WITH (labels = 'no/labels.txt')").Problem);
    }

    [Fact]
    public void A_text_file_is_no_model()
    {
        var file = Write("text.onnx", "this is not a model"u8.ToArray());
        Assert.Contains("is not an ONNX model", _engine.Fails($"CREATE MODEL m FROM '{file}'").Problem);
        Assert.DoesNotContain(_engine.One("SHOW MODELS").Relation!.Rows, r => (string)r[0]! == "m");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(600_000)]
    [InlineData(1_278_600)]
    public void A_truncated_model_is_refused(int length)
    {
        var file = Write("short.onnx", File.ReadAllBytes(Repository.Model)[..length]);
        Assert.Contains("'short.onnx'", _engine.Fails($"EXPLAIN OCCLUSION ON film USING '{file}'").Problem.Replace("'short'", "'short.onnx'"));
    }

    [Fact]
    public void A_text_file_is_no_image()
    {
        var file = Write("text.png", "this is not an image"u8.ToArray());
        var error = _engine.Fails($"EXPLAIN OCCLUSION ON '{file}' USING chest");
        Assert.Contains("text.png", error.Problem);
        Assert.Equal($"'{file}'".Length, error.Span.Length);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(20_000, 3)]
    public void Odd_sizes_are_brought_to_the_models(int width, int height)
    {
        var file = _folder.File("odd.png");
        ImageFile.SavePng(RgbImage.Solid(width, height, 90, 90, 90), file);
        var map = _engine.Map($"EXPLAIN OCCLUSION ON '{file}' USING chest WITH PATCH 112 STRIDE 112");
        Assert.Equal((224, 224), (map.Picture.Width, map.Picture.Height));
        Assert.All(map.Scores.Cast<float>(), s => Assert.True(float.IsFinite(s)));
    }

    [Fact]
    public void A_model_of_two_inputs_is_refused()
    {
        var builder = new Models.Onnx.OnnxBuilder();
        builder.Output(builder.Node("Add", [builder.Input("a", null, 3, 8, 8), builder.Input("b", null, 3, 8, 8)]), null, 3, 8, 8);
        var file = Write("two.onnx", builder.ToBytes());
        Assert.Contains("it has 2 inputs ('a', 'b')", _engine.Fails($"CREATE MODEL m FROM '{file}'").Problem);
    }

    [Theory]
    [InlineData("mean = 'a,b,c'", "'a,b,c'")]
    [InlineData("std = '0'", "'0'")]
    [InlineData("std = '1,2'", "'1,2'")]
    [InlineData("channels = 'CMYK'", "'CMYK'")]
    [InlineData("channels = 'GRAY'", "'GRAY'")]
    [InlineData("resize = 'wide'", "'wide'")]
    [InlineData("size = 'big'", "'big'")]
    [InlineData("maen = '1'", "maen")]
    public void A_bad_model_option_is_pointed_at_and_changes_nothing(string option, string place)
    {
        var query = $"CREATE OR REPLACE MODEL chest FROM '{Repository.Model}' WITH ({option})";
        var error = _engine.Fails(query);
        Assert.Equal(place, query.Substring(error.Span.Start, error.Span.Length));
        Assert.Equal("", _engine.One("SHOW MODELS").Relation!.Rows.Single()[2]);
    }

    [Fact]
    public void An_error_in_a_script_names_its_own_line()
    {
        var error = _engine.Fails("SHOW MODELS;\n\nEXPLAIN OCCLUSION ON film\n  USING chst;");
        Assert.Equal((4, 9), (error.Span.Line, error.Span.Column));
        Assert.Contains("\n    USING chst;\n          ^^^^\n".ReplaceLineEndings(), error.Format() + Environment.NewLine);
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_an_error_of_the_query()
    {
        var occupied = Write("file", []);
        Assert.Contains("cannot be written", _engine.Fails($"EXPLAIN OCCLUSION ON film USING chest WITH PATCH 112 INTO '{occupied}/map.png'").Problem);
    }

    private string Write(string name, byte[] content)
    {
        File.WriteAllBytes(_folder.File(name), content);
        return _folder.File(name);
    }
}
