using Krypton.Planning.Logical;

namespace Krypton.Planning.Rules;

/// <summary>Positions that a materialized view holds are read from it; only the missing ones are computed (compensation).</summary>
public sealed class AnswerFromView : Rule
{
    public override string Summary => "positions that a materialized view holds are read from it; only missing ones are computed";

    /// <summary>Reading a score is cheaper than any way of computing it.</summary>
    public override bool Costed => false;

    public override IEnumerable<Rewrite> Apply(LogicalWorkload workload, RuleContext context) => StoredAnswers.Apply(workload, context, s => s.View is not null);
}
