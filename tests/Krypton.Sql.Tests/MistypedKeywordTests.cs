using System.Text.RegularExpressions;
using static Krypton.Sql.Tests.Parsing;

namespace Krypton.Sql.Tests;

public partial class MistypedKeywordTests
{
    // Together they hold every keyword in every place where it may stand.
    private static readonly string[] s_statements =
    [
        "EXPLAIN OCCLUSION ON a USING b FOR CLASS 'c' WITH PATCH 16x24 STRIDE 4 FILL BLACK REGION (1, 2, 3, 4) SCORE PROBABILITY INTO 'd'",
        "EXPLAIN OCCLUSION ON 'a' USING 'b' FOR TOP 3 WITH SCORE LOGIT REGION (1, 2, 3, 4) FILL GRAY STRIDE 4 PATCH 16",
        "EXPLAIN OCCLUSION ON @a USING @b WITH FILL WHITE SCORE LOGIT INTO @d",
        "EXPLAIN OCCLUSION ON a USING b WITH APPROX 0.9 METRIC SSIM WITHIN 2 SECONDS MEMORY 1 GB",
        "EXPLAIN OCCLUSION ON a USING b WITH MEMORY 500 MB WITHIN 1 MINUTES METRIC RENDERED APPROX @q",
        "EXPLAIN OCCLUSION ON a USING b WITH PATCH 8, 16x24 OUTPUT PIXELS STRIDE 4",
        "EXPLAIN OCCLUSION ON a USING b WITH OUTPUT POSITIONS",
        "DIFF (EXPLAIN OCCLUSION ON a USING b) MINUS (EXPLAIN OCCLUSION ON a USING c WITH PATCH 2) INTO 'd'",
        "EXPLAIN OCCLUSION ON a USING b WITH FILL MEAN",
        "EXPLAIN OCCLUSION ON a USING b WITH FILL GREY PATCH 2",
        "EXPLAIN OCCLUSION ON a USING b WITH FILL COLOR (1, 2, 3) STRIDE 2",
        "EXPLAIN OCCLUSION ON a USING b WITH FILL BLUR 2 REGION (1, 2, 3, 4)",
        "EXPLAIN OCCLUSION ON a USING b WITH FILL IMAGE c PATCH 2",
        "EXPLAIN OCCLUSION ON a USING b INTO 'd'",
        "EXPLAIN PLAN FOR EXPLAIN OCCLUSION ON a USING b FOR TOP 2 WITH PATCH 2 INTO 'd'",
        "EXPLAIN PLAN (FORMAT TEXT, VERBOSE) FOR EXPLAIN OCCLUSION ON a USING b",
        "EXPLAIN PLAN (VERBOSE, FORMAT JSON) FOR BATCH",
        "EXPLAIN ANALYZE EXPLAIN OCCLUSION ON a USING b WITH FILL MEAN INTO 'd'",
        "EXPLAIN ANALYZE (FORMAT MERMAID) BATCH",
        "EXPLAIN ANALYZE BATCH",
        "PREDICT a USING b TOP 5",
        "CREATE MODEL m FROM 'f' WITH (a = 1)",
        "CREATE OR REPLACE IMAGE m FROM 'f'",
        "CREATE COLLECTION IF NOT EXISTS m FROM 'f'",
        "CREATE MATERIALIZED VIEW v AS EXPLAIN OCCLUSION ON a USING b FOR CLASS 1 WITH PATCH 2",
        "CREATE OR REPLACE MATERIALIZED VIEW v AS EXPLAIN OCCLUSION ON a USING b",
        "CREATE MATERIALIZED VIEW IF NOT EXISTS v AS EXPLAIN OCCLUSION ON a USING b",
        "REFRESH MATERIALIZED VIEW v",
        "DROP MODEL m",
        "DROP IMAGE IF EXISTS m",
        "DROP COLLECTION IF EXISTS m",
        "DROP MATERIALIZED VIEW v",
        "DROP MATERIALIZED VIEW IF EXISTS v",
        "SHOW MODELS",
        "SHOW IMAGES",
        "SHOW COLLECTIONS",
        "SHOW VIEWS",
        "SHOW DEVICES",
        "SHOW SETTINGS",
        "DESCRIBE MODEL m WITH PATCH 16 STRIDE 4",
        "DESCRIBE IMAGE m",
        "DESCRIBE COLLECTION m",
        "DESCRIBE MATERIALIZED VIEW v",
        "SET a = 1",
        "BEGIN BATCH",
        "RUN BATCH",
        "CANCEL BATCH",
        "ANALYZE DEVICE",
        "SELECT 1",
        "VALUES (1)",
        "INSERT 1",
        "UPDATE t",
        "DELETE t",
        "CREATE TABLE t (a)",
        "DROP TABLE t",
        "COPY t TO 'f'",
        "ANALYZE MODEL m USING c SAMPLE 3 WITH PATCH 16",
    ];

    [Fact]
    public void Every_slip_in_every_keyword_is_pointed_at_and_put_right()
    {
        var wrong = new List<string>();
        foreach (var statement in s_statements)
        {
            Assert.Single(SqlParser.ParseScript(statement));
            foreach (Match keyword in Keyword().Matches(statement))
            {
                foreach (var slip in Slips(keyword.Value).Distinct().Where(slip => slip != keyword.Value))
                {
                    var mistyped = $"SHOW MODELS;\n{statement[..keyword.Index]}{slip}{statement[(keyword.Index + keyword.Length)..]};";
                    var error = Error(mistyped);
                    // GRY is as near to either spelling.
                    var meant = slip == "GRY" ? "GRAY" : keyword.Value;
                    if (Covered(mistyped, error.Span) != slip
                        || (error.Span.Line, error.Span.Column) != (2, keyword.Index + 1)
                        || error.Hint?.StartsWith($"did you mean {meant}?", StringComparison.Ordinal) != true)
                    {
                        wrong.Add($"{slip} for {keyword.Value}:\n{error.Format()}");
                    }
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join("\n\n", wrong));
    }

    [Fact]
    public void The_statements_above_hold_every_keyword()
    {
        Assert.True(Repository.Keywords.Count > 30);
        Assert.Empty(Repository.Keywords.Except(s_statements.SelectMany(statement => Keyword().Matches(statement)).Select(match => match.Value)));
    }

    [Theory]
    [InlineData("EXPLIAN OCCLUSION ON a USING b", "EXPLIAN", "EXPLAIN")]
    [InlineData("EXPLAIN OCLUSION ON a USING b", "OCLUSION", "OCCLUSION")]
    [InlineData("EXPLAIN OCCLUSION ON a USNG b", "USNG", "USING")]
    [InlineData("EXPLAIN OCCLUSION ON a USING b FRO CLASS 1", "FRO", "FOR")]
    [InlineData("EXPLAIN OCCLUSION ON a USING b FOR CLAS 1", "CLAS", "CLASS")]
    [InlineData("EXPLAIN OCCLUSION ON a USING b WTIH PATCH 1", "WTIH", "WITH")]
    [InlineData("EXPLAIN OCCLUSION ON a USING b WITH PACTH 1", "PACTH", "PATCH")]
    [InlineData("EXPLAIN OCCLUSION ON a USING b WITH PATCH 1 STRID 1", "STRID", "STRIDE")]
    [InlineData("EXPLAIN OCCLUSION ON a USING b WITH FIL MEAN", "FIL", "FILL")]
    [InlineData("EXPLAIN OCCLUSION ON a USING b WITH FILL COLOUR (1, 2, 3)", "COLOUR", "COLOR")]
    [InlineData("EXPLAIN OCCLUSION ON a USING b WITH REGOIN (1, 2, 3, 4)", "REGOIN", "REGION")]
    [InlineData("EXPLAIN OCCLUSION ON a USING b WITH SCROE LOGIT", "SCROE", "SCORE")]
    [InlineData("EXPLAIN OCCLUSION ON a USING b WITH SCORE prob", "prob", "PROBABILITY")]
    [InlineData("EXPLAIN OCCLUSION ON a USING b WITH SCORE LOGITS", "LOGITS", "LOGIT")]
    [InlineData("EXPLAIN OCCLUSION ON a USING b INTOO 'c'", "INTOO", "INTO")]
    [InlineData("DROP MODEL fi EXISTS m", "fi", "IF")]
    [InlineData("SHOW MODEL", "MODEL", "MODELS")]
    [InlineData("CREATE MODELS m FROM 'f'", "MODELS", "MODEL")]
    [InlineData("EXPLAIN PLNA FOR BATCH", "PLNA", "PLAN")]
    [InlineData("EXPLAIN ANALYSE BATCH", "ANALYSE", "ANALYZE")]
    [InlineData("EXPLAIN PLAN (FORMAT jsno) FOR BATCH", "jsno", "JSON")]
    [InlineData("EXPLAIN PLAN (FORMATS json) FOR BATCH", "FORMATS", "FORMAT")]
    [InlineData("CREATE MATERIALISED VIEW v AS EXPLAIN OCCLUSION ON a USING b", "MATERIALISED", "MATERIALIZED")]
    [InlineData("REFRESH MATERIALIZED VIEWS v", "VIEWS", "VIEW")]
    [InlineData("SHOW VIEW", "VIEW", "VIEWS")]
    [InlineData("RUN PATCH", "PATCH", "BATCH")]
    [InlineData("ANALYZE DEVICES", "DEVICES", "DEVICE")]
    public void The_slips_people_make_are_put_right(string script, string slip, string keyword)
    {
        var error = Error(script);
        Assert.Equal(slip, Covered(script, error.Span));
        Assert.Equal($"unexpected '{slip}'", error.Problem);
        Assert.StartsWith($"did you mean {keyword}?", error.Hint);
    }

    [Theory]
    [InlineData("EXPLAIN OCCLUSION ON a USING b WITH FILL GREEN")]
    [InlineData("SHOW TABLES")]
    [InlineData("EXPLAIN PLAN (FORMAT yaml) FOR BATCH")]
    [InlineData("FETCH 1")]
    public void A_word_far_from_all_keywords_gets_no_suggestion(string script) => Assert.StartsWith("expected ", Error(script).Hint);

    // A letter left out (not of two), doubled, or swapped with its neighbour.
    private static IEnumerable<string> Slips(string keyword)
    {
        for (var i = 0; i < keyword.Length; i++)
        {
            if (keyword.Length > 2)
            {
                yield return keyword.Remove(i, 1);
            }

            yield return keyword.Insert(i, keyword[i].ToString());
            if (i > 0)
            {
                yield return $"{keyword[..(i - 1)]}{keyword[i]}{keyword[i - 1]}{keyword[(i + 1)..]}";
            }
        }
    }

    [GeneratedRegex("[A-Z]{2,}")]
    private static partial Regex Keyword();
}
