using Krypton.Execution.Approximation;

namespace Krypton.Benchmarks.Approximation;

/// <summary>Maps that are known already, for a sampler that is tried on them.</summary>
internal sealed class KnownScores(double[] exact, double[]? cheap, double cheapCost) : ISampledScores
{
    public double CheapCost => cheap is null ? double.PositiveInfinity : cheapCost;

    public int Affordable => int.MaxValue;

    public double[][] Exact(IReadOnlyList<int> cells) => [[.. cells.Select(c => exact[c])]];

    public double[][] Cheap() => [cheap!];

    public void Report(IReadOnlyList<AdaptiveMap> maps)
    {
    }
}
