using Krypton.Sql.Ast;
using static Krypton.Sql.Tests.Parsing;

namespace Krypton.Sql.Tests;

public class PlanTests
{
    private const string Query = "EXPLAIN OCCLUSION ON dog USING 'm.onnx' FOR TOP 2 WITH PATCH 16x24 STRIDE @s INTO 'o.png'";

    public static TheoryData<string, PlanFormat, bool> Options => new()
    {
        { "", PlanFormat.Text, false },
        { "(VERBOSE)", PlanFormat.Text, true },
        { "(FORMAT text)", PlanFormat.Text, false },
        { "(format Json)", PlanFormat.Json, false },
        { "(FORMAT mermaid, VERBOSE)", PlanFormat.Mermaid, true },
        { "(VERBOSE, FORMAT json)", PlanFormat.Json, true },
    };

    [Theory]
    [MemberData(nameof(Options))]
    public void A_plan_has_its_format_and_detail_in_either_order(string options, PlanFormat format, bool verbose)
    {
        var (query, expected) = (One<ExplainOcclusion>(Query), new PlanOptions(format, verbose));
        Assert.Equal(new ExplainPlan(query, expected, default), One($"EXPLAIN PLAN {options} FOR {Query}"));
        Assert.Equal(new ExplainAnalyze(query, expected, default), One($"EXPLAIN ANALYZE {options} {Query}"));
        Assert.Equal(new ExplainPlan(null, expected, default), One($"EXPLAIN PLAN {options} FOR BATCH"));
        var selection = Assert.IsType<ExplainPlan>(One($"EXPLAIN PLAN {options} FOR SELECT y FROM (EXPLAIN OCCLUSION ON a USING b) WHERE y < 3")).Selection;
        Assert.Equal(One<ExplainOcclusion>("EXPLAIN OCCLUSION ON a USING b"), Assert.Single(selection!.Explanations).Query);
        Assert.Equal(new ExplainAnalyze(null, expected, default), One($"EXPLAIN ANALYZE {options} BATCH"));
    }

    [Theory]
    [InlineData("explain plan for")]
    [InlineData("EXPLAIN PLAN (VERBOSE) FOR -- it\n")]
    [InlineData("EXPLAIN ANALYZE /* 🐶 */")]
    [InlineData("EXPLAIN ANALYZE (FORMAT json)\n\n ")]
    public void The_planned_query_covers_exactly_its_own_text(string before)
    {
        var script = $"SHOW MODELS;\n{before} {Query} /* end */ ; SHOW IMAGES";
        var statement = SqlParser.ParseScript(script)[1];
        var query = statement is ExplainPlan plan ? plan.Query! : Assert.IsType<ExplainAnalyze>(statement).Query!;

        Assert.Equal(Query, Covered(script, query.Span));
        Assert.Equal($"{before} {Query}", Covered(script, statement.Span));
        Assert.Equal(One(Query), query);
    }
}
