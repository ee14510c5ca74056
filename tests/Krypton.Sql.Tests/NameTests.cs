using Krypton.Sql.Ast;
using static Krypton.Sql.Tests.Parsing;

namespace Krypton.Sql.Tests;

public class NameTests
{
    public static TheoryData<string> Unreserved =>
    [
        "occlusion", "class", "top", "replace", "exists", "model", "image", "collection", "models", "images", "collections",
        "settings", "x", "x24", "patch", "stride", "fill", "region", "score", "black", "gray", "grey", "white", "mean", "color",
        "blur", "probability", "logit", "refresh", "begin", "run", "cancel", "plan", "analyze", "batch", "format", "text", "json", "mermaid",
        "verbose", "materialized", "view", "device", "views", "devices", "off", "_1", "A9",
    ];

    [Theory]
    [MemberData(nameof(Unreserved))]
    public void A_word_that_is_not_reserved_is_a_name_wherever_one_may_stand(string word)
    {
        var name = Named(word);
        Assert.Equal(
            new ExplainOcclusion(
                name, name, new PredictedClass(), OcclusionClauses.None with { Fill = new ImageFill(name, default), Patch = Square(2) }, null, default),
            One($"EXPLAIN OCCLUSION ON {word} USING {word} WITH FILL IMAGE {word} PATCH 2"));
        Assert.Equal(new Predict(name, name, Number(1), default), One($"PREDICT {word} USING {word} TOP 1"));
        Assert.Equal(
            new Create(ObjectKind.Model, name, Text("f"), [new Option(name, name)], false, true, default),
            One($"CREATE MODEL IF NOT EXISTS {word} FROM 'f' WITH ({word} = {word})"));
        Assert.Equal(new Drop(ObjectKind.Image, name, true, default), One($"DROP IMAGE IF EXISTS {word}"));
        Assert.Equal(new Drop(ObjectKind.Image, name, false, default), One($"DROP IMAGE {word}"));
        Assert.Equal(new Describe(ObjectKind.Collection, name, OcclusionClauses.None, default), One($"DESCRIBE COLLECTION {word}"));
        Assert.Equal(new DropView(name, true, default), One($"DROP MATERIALIZED VIEW IF EXISTS {word}"));
        Assert.Equal(new RefreshView(name, default), One($"REFRESH MATERIALIZED VIEW {word}"));
        Assert.Equal(
            new CreateView(name, One<ExplainOcclusion>($"EXPLAIN OCCLUSION ON {word} USING {word}"), false, false, default),
            One($"CREATE MATERIALIZED VIEW {word} AS EXPLAIN OCCLUSION ON {word} USING {word}"));
        Assert.Equal(new SetSetting(Named($"{word}.{word}"), name, default), One($"SET {word}.{word} = {word}"));
    }

    [Theory]
    [InlineData("explain")]
    [InlineData("using")]
    [InlineData("with")]
    [InlineData("from")]
    [InlineData("on")]
    [InlineData("as")]
    public void A_reserved_word_is_a_name_in_double_quotes(string word)
    {
        Assert.Equal(new Drop(ObjectKind.Model, Named(word), false, default), One($"DROP MODEL \"{word}\""));
        Assert.Contains($"put it in double quotes: \"{word}\"", Message($"DROP MODEL {word}"));
    }

    [Theory]
    [InlineData("two words")]
    [InlineData("a \"quoted\" one")]
    [InlineData("\"")]
    [InlineData("été 犬 🐶")]
    [InlineData("it's; -- no comment /* neither */ @p")]
    [InlineData("on two\nlines")]
    public void Quoting_a_name_brings_it_back(string name) =>
        Assert.Equal(new Drop(ObjectKind.Model, Named(name), false, default), One($"DROP MODEL \"{name.Replace("\"", "\"\"")}\";"));

    [Theory]
    [InlineData("")]
    [InlineData("it's")]
    [InlineData("'")]
    [InlineData("''''")]
    [InlineData("back\\slash \"double\" ; -- /* @p")]
    [InlineData("été 犬 🐶")]
    [InlineData("on two\r\nlines")]
    public void Quoting_a_string_brings_it_back(string value) =>
        Assert.Equal(new SetSetting(Named("a"), Text(value), default), One($"SET a = '{value.Replace("'", "''")}';"));

    [Fact]
    public void Names_keep_their_case() => Assert.NotEqual(One("DROP MODEL Dog"), One("DROP MODEL dog"));
}
