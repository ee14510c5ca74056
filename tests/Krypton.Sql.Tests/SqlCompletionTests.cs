using Krypton.Sql.Editing;

namespace Krypton.Sql.Tests;

public class SqlCompletionTests
{
    private static CompletionPlace? At(string text) => SqlCompletion.At(text, text.Length);

    [Theory]
    [InlineData("SHOW ", "MODELS IMAGES COLLECTIONS VIEWS DEVICES SETTINGS")]
    [InlineData("SHOW MO", "MODELS IMAGES COLLECTIONS VIEWS DEVICES SETTINGS")]
    [InlineData("EXPLAIN ", "OCCLUSION PLAN ANALYZE")]
    [InlineData("SHOW MODELS; CREATE MATERIALIZED ", "VIEW")]
    [InlineData("this is wrong; REFRESH ", "MATERIALIZED")]
    [InlineData("EXPLAIN OCCLUSION ON ", "")]
    [InlineData("EXPLAIN OCCLUSION ON a USING m ", "FOR WITH INTO")]
    [InlineData("EXPLAIN OCCLUSION ON a USING m FOR ", "CLASS TOP")]
    public void The_words_are_those_the_parser_looks_for(string text, string keywords) =>
        Assert.Equal(keywords, string.Join(' ', At(text)!.Keywords));

    [Fact]
    public void Every_statement_begins_somewhere_and_a_clause_is_not_offered_twice()
    {
        Assert.Superset(new HashSet<string> { "EXPLAIN", "PREDICT", "CREATE", "DROP", "SHOW", "SET" }, At("")!.Keywords.ToHashSet());
        Assert.Equal(At("")!.Keywords, At("SHOW MODELS;\n")!.Keywords);
        var clauses = At("EXPLAIN OCCLUSION ON a USING m WITH PATCH 16 ")!.Keywords;
        Assert.Contains("STRIDE", clauses);
        Assert.DoesNotContain("PATCH", clauses);
    }

    [Theory]
    [InlineData("EXPLAIN OCCLUSION ON ", NameKind.Image, null)]
    [InlineData("EXPLAIN OCCLUSION ON a USING ", NameKind.Model, null)]
    [InlineData("EXPLAIN OCCLUSION ON a USING net FOR CLASS ", NameKind.ClassLabel, "net")]
    [InlineData("EXPLAIN OCCLUSION ON a USING 'n.onnx' FOR CLASS 'ta", NameKind.ClassLabel, "'n.onnx'")]
    [InlineData("EXPLAIN OCCLUSION ON a USING net WITH FILL IMAGE ", NameKind.Image, null)]
    [InlineData("PREDICT do", NameKind.Image, null)]
    [InlineData("DROP MODEL IF EXISTS ", NameKind.Model, null)]
    [InlineData("DESCRIBE COLLECTION ", NameKind.Collection, null)]
    [InlineData("REFRESH MATERIALIZED VIEW ", NameKind.View, null)]
    [InlineData("SET ", NameKind.Setting, null)]
    [InlineData("SET rule.Cut = ", NameKind.SettingValue, "rule.Cut")]
    [InlineData("CREATE MODEL m FROM 'a' WITH (", NameKind.Option, null)]
    [InlineData("CREATE MODEL m FROM 'a' WITH (mean = '1', labels = '", NameKind.OptionValue, "labels")]
    [InlineData("CREATE MODEL m FROM ", NameKind.None, null)]
    [InlineData("SHOW ", NameKind.None, null)]
    public void Names_are_told_by_where_they_stand(string text, NameKind kind, string? of) => Assert.Equal((kind, of), (At(text)!.Names, At(text)!.Of));

    [Theory]
    [InlineData("SHOW mod", 5, "mod", null)]
    [InlineData("SHOW ", 5, "", null)]
    [InlineData("USE; PREDICT 'im/a", 13, "im/a", '\'')]
    [InlineData("PREDICT \"my d", 8, "my d", '"')]
    [InlineData("SET rule.Cu", 4, "rule.Cu", null)]
    [InlineData("SET rule.", 4, "rule.", null)]
    [InlineData("PREDICT @im", 8, "@im", null)]
    public void The_word_being_typed_is_known(string text, int start, string typed, char? quote)
    {
        var place = At(text)!;
        Assert.Equal((start, typed, quote), (place.Start, place.Typed, place.Quote));
    }

    [Theory]
    [InlineData("EXPLAIN OCCLUSION ON ", true, true)]
    [InlineData("EXPLAIN OCCLUSION ON 'im", true, false)]
    [InlineData("CREATE MODEL m FROM ", true, true)]
    [InlineData("EXPLAIN OCCLUSION ON a USING m INTO 'o", true, false)]
    [InlineData("SHOW ", false, false)]
    [InlineData("PREDICT @", false, true)]
    public void Strings_and_parameters_are_known_to_fit(string text, bool takesString, bool takesParameter) =>
        Assert.Equal((takesString, takesParameter), (At(text)!.TakesString, At(text)!.TakesParameter));

    [Theory]
    [InlineData("SHOW -- MOD")]
    [InlineData("SHOW /* MOD")]
    [InlineData("PREDICT 'a'")]
    [InlineData("SHOW NONSENSE ")]
    [InlineData("EXPLAIN OCCLUSION ON a USING m WITH PATCH 16")]
    public void Nothing_fits_in_comments_behind_finished_words_and_mistakes(string text) => Assert.Null(At(text));

    [Fact]
    public void Within_sql_names_come_with_words_that_stand_there_and_an_explanation_within_completes_as_alone()
    {
        var place = At("SELECT * FROM ")!;
        Assert.Equal((NameKind.Relation, false), (place.Names, place.TakesString));
        Assert.Equal(NameKind.Column, At("SELECT ")!.Names);
        Assert.Contains("FROM", place.Keywords);
        Assert.DoesNotContain("SHOW", place.Keywords);
        Assert.True(At("COPY t TO 'x")!.TakesString);
        Assert.Equal(NameKind.Model, At("SELECT drop FROM (EXPLAIN OCCLUSION ON a USING ")!.Names);
        Assert.Equal(["CLASS", "TOP"], At("SELECT drop FROM (EXPLAIN OCCLUSION ON a USING m FOR ")!.Keywords);
    }

    [Fact]
    public void Only_what_stands_before_the_cursor_counts() => Assert.Equal("VIEW", SqlCompletion.At("DROP MATERIALIZED  nonsense ;;", 18)!.Keywords.Single());
}
