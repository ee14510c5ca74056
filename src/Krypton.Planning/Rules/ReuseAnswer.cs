using Krypton.Planning.Logical;

namespace Krypton.Planning.Rules;

/// <summary>Positions that an earlier statement of the session answered are not computed again.</summary>
public sealed class ReuseAnswer : Rule
{
    public override string Summary => "positions that an earlier statement answered are not computed again";

    public override bool Costed => false;

    public override IEnumerable<Rewrite> Apply(LogicalWorkload workload, RuleContext context) => StoredAnswers.Apply(workload, context, s => s.View is null);
}
