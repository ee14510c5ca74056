using Krypton.Sql.Ast;
using static Krypton.Sql.Tests.Parsing;

namespace Krypton.Sql.Tests;

public class ExplainOcclusionTests
{
    [Fact]
    public void The_shortest_form_leaves_every_clause_unwritten() =>
        Assert.Equal(
            new ExplainOcclusion(Named("dog"), Named("squeezenet"), new PredictedClass(), OcclusionClauses.None, null, default),
            One("EXPLAIN OCCLUSION ON dog USING squeezenet"));

    [Fact]
    public void The_longest_form_holds_every_clause() =>
        Assert.Equal(
            new ExplainOcclusion(
                Text("dog.png"),
                Text("squeezenet.onnx"),
                new OneClass(Text("golden retriever")),
                new OcclusionClauses(
                    Sized(16, 24),
                    Sized(4, 8),
                    new GrayFill(default),
                    new Region(Number(32), Number(33), Number(128), Number(96), default),
                    new ScoreClause(ScoreKind.Logit, default)),
                Text("out/{image}.png"),
                default),
            One("""
                explain occlusion on 'dog.png' using 'squeezenet.onnx' for class 'golden retriever'
                  with patch 16x24 stride 4x8 fill gray region (32, 33, 128, 96) score logit
                  into 'out/{image}.png';
                """));

    [Fact]
    public void Clauses_may_come_in_any_order() =>
        Assert.Equal(
            Clauses("PATCH 16 STRIDE 4 FILL MEAN REGION (1, 2, 3, 4) SCORE PROBABILITY"),
            Clauses("SCORE PROBABILITY REGION (1, 2, 3, 4) FILL MEAN STRIDE 4 PATCH 16"));

    [Fact]
    public void Statements_that_differ_in_one_number_differ() =>
        Assert.NotEqual(Clauses("PATCH 16 REGION (1, 2, 3, 4)"), Clauses("PATCH 16 REGION (1, 2, 3, 5)"));

    [Fact]
    public void A_class_may_be_a_number() =>
        Assert.Equal(new OneClass(Number(208)), One<ExplainOcclusion>("EXPLAIN OCCLUSION ON a USING b FOR CLASS 208").Classes);

    [Fact]
    public void The_classes_may_be_the_top_few() =>
        Assert.Equal(new TopClasses(Number(3)), One<ExplainOcclusion>("EXPLAIN OCCLUSION ON a USING b FOR TOP 3").Classes);

    [Theory]
    [InlineData("16x24")]
    [InlineData("16X24")]
    [InlineData("16 x 24")]
    [InlineData("16 X 24")]
    [InlineData("16x 24")]
    [InlineData("16 x24")]
    [InlineData("16/* high */x/* wide */24")]
    public void An_extent_is_height_by_width_however_it_is_spaced(string extent)
    {
        Assert.Equal(Sized(16, 24), Clauses($"PATCH {extent}").Patch);
        Assert.Equal(Sized(16, 24), Clauses($"STRIDE {extent} PATCH 3").Stride);
    }

    [Fact]
    public void An_extent_of_one_number_has_no_width() => Assert.Equal(Square(16), Clauses("PATCH 16").Patch);

    [Theory]
    [InlineData("PATCH @p x @q", "p", "q")]
    [InlineData("PATCH @px x @x24", "px", "x24")]
    public void An_extent_may_be_made_of_parameters(string clause, string height, string width) =>
        Assert.Equal(new Extent(Given(height), Given(width), default), Clauses(clause).Patch);

    [Fact]
    public void An_extent_may_mix_numbers_and_parameters()
    {
        Assert.Equal(new Extent(Given("p"), Number(24), default), Clauses("PATCH @p x24").Patch);
        Assert.Equal(new Extent(Number(16), Given("q"), default), Clauses("PATCH 16x@q").Patch);
    }

    [Theory]
    [MemberData(nameof(Fills))]
    public void Every_fill_is_understood(string text, Fill fill) => Assert.Equal(fill, Clauses($"FILL {text} STRIDE 2").Fill);

    public static TheoryData<string, Fill> Fills => new()
    {
        { "BLACK", new BlackFill(default) },
        { "GRAY", new GrayFill(default) },
        { "GREY", new GrayFill(default) },
        { "WHITE", new WhiteFill(default) },
        { "MEAN", new MeanFill(default) },
        { "COLOR (255, 127.5, 0)", new ColorFill(Number(255), Number(127.5), Number(0), default) },
        { "BLUR 2.5", new BlurFill(Number(2.5), default) },
        { "IMAGE 'other.png'", new ImageFill(Text("other.png"), default) },
        { "IMAGE other", new ImageFill(Named("other"), default) },
        { "IMAGE image", new ImageFill(Named("image"), default) },
        { "IMAGE @other", new ImageFill(Given("other"), default) },
    };

    [Theory]
    [InlineData("PROBABILITY", ScoreKind.Probability)]
    [InlineData("LOGIT", ScoreKind.Logit)]
    public void Every_score_is_understood(string text, ScoreKind kind) => Assert.Equal(new ScoreClause(kind, default), Clauses($"SCORE {text}").Score);

    [Theory]
    [InlineData("METRIC SSIM", QualityMetric.Ssim)]
    [InlineData("METRIC RENDERED", QualityMetric.Rendered)]
    public void Every_metric_is_understood(string text, QualityMetric metric) => Assert.Equal(new MetricClause(metric, default), Clauses($"APPROX 0.9 {text}").Metric);

    [Fact]
    public void Quality_and_budgets_are_understood()
    {
        var clauses = Clauses("APPROX 0.9 WITHIN @t SECONDS MEMORY 2 GB");
        Assert.Equal(Number(0.9), clauses.Approx);
        Assert.Equal(new Within(Given("t"), false, default), clauses.Within);
        Assert.Equal(new Memory(Number(2), true, default), clauses.Memory);
        Assert.Equal(new Within(Number(1), true, default), Clauses("WITHIN 1 MINUTES").Within);
        Assert.Equal(new Memory(Number(500), false, default), Clauses("MEMORY 500 MB").Memory);
    }

    [Fact]
    public void A_parameter_may_stand_for_every_literal() =>
        Assert.Equal(
            new ExplainOcclusion(
                Given("image"),
                Given("model"),
                new OneClass(Given("class")),
                new OcclusionClauses(
                    new Extent(Given("p"), null, default),
                    new Extent(Given("s"), Given("t"), default),
                    new ColorFill(Given("r"), Given("g"), Given("b"), default),
                    new Region(Given("x"), Given("y"), Given("w"), Given("h"), default),
                    null),
                Given("file"),
                default),
            One("""
                EXPLAIN OCCLUSION ON @image USING @model FOR CLASS @class
                  WITH PATCH @p STRIDE @s x @t FILL COLOR (@r, @g, @b) REGION (@x, @y, @w, @h) INTO @file
                """));

    [Fact]
    public void A_parameter_may_stand_for_a_blur_and_for_a_number_of_classes()
    {
        Assert.Equal(new BlurFill(Given("sigma"), default), Clauses("FILL BLUR @sigma").Fill);
        Assert.Equal(new TopClasses(Given("k")), One<ExplainOcclusion>("EXPLAIN OCCLUSION ON a USING b FOR TOP @k").Classes);
    }
}
