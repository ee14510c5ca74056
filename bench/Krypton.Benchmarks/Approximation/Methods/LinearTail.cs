namespace Krypton.Benchmarks.Approximation.Methods;

/// <summary>Exact up to a late layer, the rest of the network of first order in the difference (<see cref="TailGradient"/>).</summary>
internal sealed class LinearTail : IApproximation
{
    public string Name => "linear tail";

    public IEnumerable<Approximated> Of(MeasuredCase measured) =>
        measured.Passes.Where(p => p.Key.StartsWith("tail", StringComparison.Ordinal)).Select(p => new Approximated($"from node {p.Key[5..]}", measured.Cost(p.Value), p.Value.Score));
}
