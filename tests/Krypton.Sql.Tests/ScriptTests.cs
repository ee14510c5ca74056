using Krypton.Sql.Ast;
using static Krypton.Sql.Tests.Parsing;

namespace Krypton.Sql.Tests;

public class ScriptTests
{
    [Theory]
    [InlineData("")]
    [InlineData(" \t\r\n\uFEFF\u00A0")]
    [InlineData(";; ;")]
    [InlineData("-- nothing")]
    [InlineData("-- nothing;\n/* at ; all */ /***/")]
    public void A_script_may_be_empty(string script) => Assert.Empty(SqlParser.ParseScript(script));

    [Fact]
    public void Statements_follow_each_other_and_the_last_may_omit_its_semicolon() =>
        Assert.Equal(
            [new ShowObjects(ObjectKind.Model, default), new ShowSettings(default), new ShowObjects(ObjectKind.Image, default)],
            SqlParser.ParseScript("SHOW MODELS;; SHOW SETTINGS -- ;\n; SHOW IMAGES"));

    [Theory]
    [InlineData("SHOW/**/MODELS")]
    [InlineData("SHOW /* a ; * / ** */ MODELS")]
    [InlineData("SHOW -- what?\r\nMODELS")]
    [InlineData("show\u00A0Models--")]
    public void Comments_are_space(string script) => Assert.Equal(new ShowObjects(ObjectKind.Model, default), One(script));

    [Fact]
    public void Spans_cover_the_text_of_each_statement()
    {
        const string script = "-- 🐶 first\n  SHOW MODELS ;\n/* then */ PREDICT 'a🐶' USING m\n  TOP 3 -- end\n;SET a.b = - 5";
        var statements = SqlParser.ParseScript(script);

        Assert.Equal(
            ["SHOW MODELS", "PREDICT 'a🐶' USING m\n  TOP 3", "SET a.b = - 5"],
            statements.Select(statement => Covered(script, statement.Span)));
        Assert.Equal([(2, 3), (3, 12), (5, 2)], statements.Select(statement => (statement.Span.Line, statement.Span.Column)));
    }

    [Fact]
    public void Spans_cover_the_text_of_each_part()
    {
        const string script = "EXPLAIN OCCLUSION ON 'a' USING @m WITH REGION (1, 2, 3, 4) FILL COLOR (1, 2, 3) PATCH 16x24 STRIDE 4 x 8 SCORE LOGIT";
        var explain = One<ExplainOcclusion>(script);
        var (patch, stride, fill, region, score) = explain.With;

        Assert.Equal("'a'", Covered(script, explain.Image.Span));
        Assert.Equal("@m", Covered(script, explain.Model.Span));
        Assert.Equal("16x24", Covered(script, patch!.Span));
        Assert.Equal("16", Covered(script, patch.Height.Span));
        Assert.Equal("24", Covered(script, patch.Width!.Span));
        Assert.Equal(script.IndexOf("24", StringComparison.Ordinal) + 1, patch.Width.Span.Column);
        Assert.Equal("4 x 8", Covered(script, stride!.Span));
        Assert.Equal("COLOR (1, 2, 3)", Covered(script, fill!.Span));
        Assert.Equal("REGION (1, 2, 3, 4)", Covered(script, region!.Span));
        Assert.Equal("SCORE LOGIT", Covered(script, score!.Span));
    }

    [Fact]
    public void A_long_script_is_parsed_without_exhausting_the_stack()
    {
        var script = string.Concat(Enumerable.Repeat("EXPLAIN OCCLUSION ON a USING b WITH PATCH 16x24 STRIDE 4;\n", 10_000));
        Assert.Equal(10_000, SqlParser.ParseScript(script).Count);
    }

    [Theory]
    [InlineData("(")]
    [InlineData("SET a = ((((")]
    [InlineData("-")]
    [InlineData("@")]
    [InlineData("'")]
    [InlineData("\"")]
    [InlineData("/*")]
    [InlineData("''")]
    [InlineData("a")]
    [InlineData(".5")]
    public void A_piece_repeated_a_hundred_thousand_times_is_refused_without_exhausting_the_stack(string piece)
    {
        var script = "SHOW " + string.Concat(Enumerable.Repeat(piece, 100_000));
        var error = Error(script);
        Assert.InRange(error.Problem.Length, 1, 200);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData(" \n\t", true)]
    [InlineData("-- ;", true)]
    [InlineData("/* SHOW MODELS */", true)]
    [InlineData("SHOW MODELS;", true)]
    [InlineData("SHOW MODELS; -- done\n /* all */ ", true)]
    [InlineData("nonsense ( ;", true)]
    [InlineData("SHOW MODELS", false)]
    [InlineData("SHOW MODELS; SHOW", false)]
    [InlineData("SHOW MODELS -- ;", false)]
    [InlineData("SHOW MODELS /* ; */", false)]
    [InlineData("/* SHOW MODELS;", false)]
    [InlineData("SHOW MODELS; /* and", false)]
    [InlineData("SET a = 'b;", false)]
    [InlineData("SET a = 'it''s;", false)]
    [InlineData("SET a = 'b;';", true)]
    [InlineData("DROP MODEL \"b;", false)]
    [InlineData("DROP MODEL \"b\"\";\";", true)]
    public void A_script_is_complete_when_it_ends_in_a_semicolon_or_holds_nothing(string script, bool complete) =>
        Assert.Equal(complete, SqlParser.IsComplete(script));
}
