using Krypton.Planning.Physical;

namespace Krypton.Planning.Explain;

/// <summary>A plan as people and programs read it; rendered as text, JSON or Mermaid.</summary>
/// <param name="Roots">One operator a query.</param>
/// <param name="Rules">What the rules did, a line each.</param>
/// <param name="Rejected">The candidates that lost, a line each; null unless they were asked for.</param>
/// <param name="OffRules">Rules that were switched off.</param>
/// <param name="Estimate">Estimated seconds of everything.</param>
/// <param name="Actual">Seconds that it took; null before it ran.</param>
public sealed record PlanDescription(
    IReadOnlyList<OperatorDescription> Roots, IReadOnlyList<string> Rules, IReadOnlyList<string>? Rejected, IReadOnlyList<string> OffRules, double Estimate, double? Actual)
{
    /// <summary>Why it does not run on the device that was asked for.</summary>
    public IReadOnlyList<string> Devices { get; init; } = [];
}

/// <summary>One operator of a plan.</summary>
/// <param name="Name">The operator.</param>
/// <param name="Label">A number by which later mentions refer to it; null when only one operator reads it.</param>
/// <param name="Repeated">True where it was described before, under the same label.</param>
/// <param name="Facts">Names and values in words, with units.</param>
/// <param name="Layers">What each layer did; empty before it ran.</param>
public sealed record OperatorDescription(
    string Name, int? Label, bool Repeated, IReadOnlyList<(string Name, string Value)> Facts, Estimate? Estimate, ActualCost? Actual,
    IReadOnlyList<LayerDescription> Layers, IReadOnlyList<OperatorDescription> Children)
{
    /// <summary>How the layers were timed, where that was apart from the query.</summary>
    public string? LayersNote { get; init; }
}

/// <summary>What an operator really took.</summary>
/// <param name="Seconds">Of the operator and everything below it.</param>
/// <param name="Positions">Positions it gave scores of.</param>
/// <param name="Flops">Floating-point operations; 0 where they are not counted.</param>
/// <param name="Bytes">Memory it held; 0 where it is not measured.</param>
public sealed record ActualCost(double Seconds, long Positions, double Flops, long Bytes);

/// <summary>One layer of an incremental segment, summed over all positions.</summary>
/// <param name="Kernel">The kernel that computed it.</param>
/// <param name="Changed">Pixels computed against pixels of full inference, 0 to 1.</param>
/// <param name="Flops">Floating-point operations in direct terms.</param>
/// <param name="Estimated">Seconds that were expected.</param>
/// <param name="PeakShare">Operations a second against the machine's peak, 0 to about 2 (Winograd counts direct products).</param>
public sealed record LayerDescription(int Node, string Name, string Kernel, string Shape, double Changed, double Flops, double Seconds, double Estimated, double PeakShare);

/// <summary>What a run measured, by operator.</summary>
public interface IActuals
{
    ActualCost? Of(PhysicalNode node);

    /// <summary>The layers of an evaluation's incremental segment.</summary>
    IReadOnlyList<LayerDescription> Layers(PhysicalEvaluation evaluation);

    /// <summary>How they were timed, where that was apart from the query; null elsewhere.</summary>
    string? LayersNote(PhysicalEvaluation evaluation);

    double Seconds { get; }
}
