using Krypton.Planning.Rules;

namespace Krypton.Planning.Physical;

/// <summary>What an operator is expected to take.</summary>
/// <param name="Seconds">Of the operator and everything below it.</param>
/// <param name="Flops">Floating-point operations.</param>
/// <param name="Bytes">Memory held while it runs.</param>
/// <param name="Positions">Occluded images it gives scores of.</param>
public sealed record Estimate(double Seconds, double Flops, long Bytes, long Positions);

/// <summary>A way to run an evaluation, and what it is expected to take.</summary>
public sealed record Candidate(PhysicalNode Inference, Estimate Estimate);

/// <summary>A physical plan and how it was found.</summary>
/// <param name="Root">The operators.</param>
/// <param name="Estimates">What each operator is expected to take.</param>
/// <param name="Steps">What the rules did, in order.</param>
/// <param name="Rejected">For each evaluation the candidates that lost, cheapest first.</param>
/// <param name="OffRules">Rules that were switched off.</param>
public sealed record WorkloadPlan(
    PhysicalWorkload Root, IReadOnlyDictionary<PhysicalNode, Estimate> Estimates, IReadOnlyList<RuleStep> Steps,
    IReadOnlyDictionary<PhysicalEvaluation, IReadOnlyList<Candidate>> Rejected, IReadOnlyList<string> OffRules)
{
    /// <summary>Why the plan does not run on the device that was asked for, in words.</summary>
    public IReadOnlyList<string> DeviceNotes { get; init; } = [];

    /// <summary>Estimated seconds of everything.</summary>
    public double Seconds => Root.Evaluations.Sum(e => Estimates[e].Seconds);
}
