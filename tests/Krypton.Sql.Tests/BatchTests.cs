using Krypton.Sql.Ast;
using static Krypton.Sql.Tests.Parsing;

namespace Krypton.Sql.Tests;

public class BatchTests
{
    [Fact]
    public void The_statements_of_a_batch_are_statements_of_the_script() =>
        Assert.Equal(
            [
                new BeginBatch(default),
                One("EXPLAIN OCCLUSION ON a USING b"),
                One("PREDICT a USING b"),
                new ExplainPlan(null, PlanOptions.Default, default),
                new RunBatch(default),
                new CancelBatch(default),
            ],
            SqlParser.ParseScript("BEGIN BATCH; EXPLAIN OCCLUSION ON a USING b; PREDICT a USING b; EXPLAIN PLAN FOR BATCH; run batch; Cancel Batch"));

    [Theory]
    [InlineData("RUN BATCH")]
    [InlineData("CANCEL BATCH")]
    public void A_batch_may_end_in_another_script_than_it_began(string script) => Assert.Equal(script, Covered(script, One(script).Span));
}
