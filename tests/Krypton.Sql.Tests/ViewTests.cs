using Krypton.Sql.Ast;
using static Krypton.Sql.Tests.Parsing;

namespace Krypton.Sql.Tests;

public class ViewTests
{
    private const string Query = "EXPLAIN OCCLUSION ON 'dog''s.png'\n  USING m FOR CLASS 'a' WITH PATCH 16 STRIDE 4 REGION (1, 2, 3, 4)";

    [Fact]
    public void A_view_keeps_a_query_under_a_name()
    {
        var query = One<ExplainOcclusion>(Query);
        Assert.Equal(new CreateView(Named("v"), query, false, false, default), One($"CREATE MATERIALIZED VIEW v AS {Query}"));
        Assert.Equal(new CreateView(Named("v"), query, true, false, default), One($"CREATE OR REPLACE MATERIALIZED VIEW v AS {Query}"));
        Assert.Equal(new CreateView(Named("my view"), query, false, true, default), One($"CREATE MATERIALIZED VIEW IF NOT EXISTS \"my view\" AS {Query}"));
    }

    [Fact]
    public void The_query_of_a_view_covers_exactly_its_own_text()
    {
        const string script = $"BEGIN BATCH; -- 🐶\n CREATE MATERIALIZED VIEW v AS /* it */\n{Query} -- end\n;";
        var view = Assert.IsType<CreateView>(SqlParser.ParseScript(script)[1]);

        Assert.Equal(Query, Covered(script, view.Query.Span));
        Assert.Equal((3, 1), (view.Query.Span.Line, view.Query.Span.Column));
        Assert.Equal("v", Covered(script, view.Target.Span));
        Assert.StartsWith("CREATE", Covered(script, view.Span));
        Assert.EndsWith(Query, Covered(script, view.Span));
    }

    [Fact]
    public void A_view_can_be_refreshed_described_dropped_and_listed()
    {
        Assert.Equal(new RefreshView(Named("v"), default), One("REFRESH MATERIALIZED VIEW v"));
        Assert.Equal(new DescribeView(Named("v"), default), One("DESCRIBE MATERIALIZED VIEW v"));
        Assert.Equal(new DropView(Named("v"), false, default), One("DROP MATERIALIZED VIEW v"));
        Assert.Equal(new DropView(Named("v"), true, default), One("DROP MATERIALIZED VIEW IF EXISTS v"));
        Assert.Equal(new ShowViews(default), One("SHOW VIEWS"));
    }

    [Theory]
    [InlineData("CREATE MATERIALIZED VIEW 'v' AS EXPLAIN OCCLUSION ON a USING b", "'v'")]
    [InlineData("REFRESH MATERIALIZED VIEW @v", "@v")]
    [InlineData("DESCRIBE MATERIALIZED VIEW 'v'", "'v'")]
    [InlineData("DROP MATERIALIZED VIEW @v", "@v")]
    public void Only_a_name_can_name_a_view(string script, string wrong) => Assert.Equal(wrong, Covered(script, Error(script).Span));
}
