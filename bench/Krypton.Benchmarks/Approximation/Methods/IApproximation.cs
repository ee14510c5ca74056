namespace Krypton.Benchmarks.Approximation.Methods;

/// <summary>One way to get a map without evaluating every position exactly. To add one, copy a neighbour and list it in <see cref="ApproximationCurves"/>.</summary>
internal interface IApproximation
{
    string Name { get; }

    /// <summary>What it gives at each of its settings.</summary>
    IEnumerable<Approximated> Of(MeasuredCase measured);
}

/// <param name="Setting">In words.</param>
/// <param name="Cost">Time as a share of the exact map's: positions evaluated, and what was measured of cheaper passes.</param>
/// <param name="Map">The map it gives.</param>
internal sealed record Approximated(string Setting, double Cost, double[] Map);
