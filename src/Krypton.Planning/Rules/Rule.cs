using Krypton.Planning.Logical;

namespace Krypton.Planning.Rules;

/// <summary>One way to answer a workload with less work. It proposes; the driver decides, checks and records.</summary>
public abstract class Rule
{
    /// <summary>The name in EXPLAIN, and in <c>SET rule.Name = off</c>.</summary>
    public string Name => GetType().Name;

    /// <summary>What it does, in a sentence.</summary>
    public abstract string Summary { get; }

    /// <summary>Whether a rewrite must be estimated to be cheaper before it is taken.</summary>
    public virtual bool Costed => true;

    /// <summary>Every rewrite that the rule sees in the workload, most promising first; none to decline.</summary>
    public abstract IEnumerable<Rewrite> Apply(LogicalWorkload workload, RuleContext context);
}

/// <summary>A workload that gives the same answers, and what was done to get there.</summary>
public sealed record Rewrite(LogicalWorkload Workload, string What);

/// <summary>What rules may ask.</summary>
/// <param name="Stored">Scores kept from earlier queries.</param>
public sealed record RuleContext(IStoredScores Stored);

/// <summary>A rule that did something, or would have, had it been cheaper.</summary>
/// <param name="Taken">False when the estimate spoke against it.</param>
public sealed record RuleStep(string Rule, string What, bool Taken);
