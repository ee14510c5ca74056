using System.Text;
using Krypton.Sql.Ast;

namespace Krypton.Sql.Tests;

public class FuzzTests
{
    private static readonly string[] s_scripts =
    [
        "EXPLAIN OCCLUSION ON 'dog''s.png' USING \"my \"\"net\" FOR CLASS 208 WITH PATCH 16x24 STRIDE 4 FILL COLOR (1, .5, 2e1) INTO 'o.png';",
        "explain occlusion on @i using m for top @k with region (1, 2, @w, 4) fill image x24 score logit; -- done\nSHOW MODELS",
        "CREATE OR REPLACE MODEL m FROM 'm.onnx' WITH (mean = -1.5, std = '2', channels = RGB);\nDROP IMAGE IF EXISTS \"🐶\";",
        "/* settings */ SET rule.ShareActivations = off; DESCRIBE MODEL m WITH PATCH 16 x @q; PREDICT a USING b TOP 5;",
        "EXPLAIN PLAN (VERBOSE, FORMAT json) FOR\n EXPLAIN OCCLUSION ON plan USING @m WITH PATCH 2 INTO @o -- plan\n; explain analyze (format text) batch; SHOW VIEWS",
        "CREATE MATERIALIZED VIEW IF NOT EXISTS \"v 🐶\" AS EXPLAIN OCCLUSION ON a USING b FOR TOP 2\n  WITH PATCH 16 /* end */; DROP MATERIALIZED VIEW v",
        "BEGIN BATCH; EXPLAIN OCCLUSION ON a USING b; RUN BATCH; CANCEL BATCH; ANALYZE DEVICE; ANALYZE MODEL m USING 'x/*.png' SAMPLE 30 WITH PATCH 16x8 STRIDE 4; REFRESH MATERIALIZED VIEW view; SHOW DEVICES; SET rule.X = on",
    ];

    private static readonly string[] s_pieces =
    [
        "'", "\"", "/*", "*/", "--", "\n", ";", "(", ")", ",", ".", "=", "-", "@", "@p", "x", "x24", "16", "1e999", "''", "\"\"", " ", "\t",
        "é", "🐶", "\uD83D", "\0", "\uFFFF", "EXPLAIN", "IF", "EXISTS", "WITH", "PATCH", "FILL", "IMAGE", "on", "PACTH",
        "PLAN", "ANALYZE", "FOR", "AS", "BATCH", "VIEW", "INTO", "FORMAT", "VERBOSE",
    ];

    [Fact]
    public void A_mutated_script_parses_or_fails_with_a_place_inside_it()
    {
        var random = new Random(20260101);
        var (parsed, failed) = (0, 0);
        for (var i = 0; i < 20_000; i++)
        {
            var script = Mutated(s_scripts[random.Next(s_scripts.Length)], random);
            try
            {
                foreach (var statement in SqlParser.ParseScript(script))
                {
                    CheckStatement(script, statement);
                }

                parsed++;
            }
            catch (QueryException error)
            {
                CheckError(script, error);
                failed++;
            }
        }

        // Neither branch may go untested.
        Assert.True(parsed > 1000 && failed > 1000, $"{parsed} parsed, {failed} failed");
    }

    private static void CheckStatement(string script, Statement statement)
    {
        // A statement's own text, cut out by its span, means the same.
        var (start, length) = (statement.Span.Start, statement.Span.Length);
        Assert.Equal(statement, Assert.Single(SqlParser.ParseScript(script.Substring(start, length))));
        CheckPlace(script, statement.Span);
        if (Inner(statement) is { } query)
        {
            CheckStatement(script, query);
        }
    }

    private static ExplainOcclusion? Inner(Statement statement) => statement switch
    {
        ExplainPlan plan => plan.Query,
        ExplainAnalyze analyze => analyze.Query,
        CreateView view => view.Query,
        _ => null,
    };

    private static void CheckError(string script, QueryException error)
    {
        Assert.Same(script, error.SourceText);
        CheckPlace(script, error.Span);
        Assert.False(string.IsNullOrEmpty(error.Hint));
        var message = error.Problem + error.Hint;
        Assert.DoesNotContain("viable", message);
        Assert.DoesNotContain("mismatched", message);
        Assert.DoesNotMatch("IDENTIFIER|X_SIZE|PARAMETER|NUMBER|STRING|PAREN|COMMA|EQUALS|MINUS|SEMICOLON|<EOF>|STRAY|UNCLOSED", message);
        Assert.StartsWith("error: ", error.Format());
    }

    private static void CheckPlace(string script, SourceSpan span)
    {
        Assert.InRange(span.Start, 0, script.Length);
        Assert.InRange(span.Start + span.Length, span.Start, script.Length);
        var before = script[..span.Start];
        Assert.Equal(before.Count(character => character == '\n') + 1, span.Line);
        Assert.Equal(span.Start - before.LastIndexOf('\n'), span.Column);
    }

    private static string Mutated(string script, Random random)
    {
        var text = new StringBuilder(script);
        for (var mutations = random.Next(1, 4); mutations > 0; mutations--)
        {
            var at = random.Next(text.Length);
            var length = Math.Min(random.Next(1, 6), text.Length - at);
            _ = random.Next(4) switch
            {
                0 => text.Remove(at, length),
                1 => text.Insert(at, s_pieces[random.Next(s_pieces.Length)]),
                2 => text.Insert(at, text.ToString(at, length)),
                _ => text.Remove(at, length).Insert(at, s_pieces[random.Next(s_pieces.Length)]),
            };
        }

        return text.ToString();
    }
}
