namespace Krypton.Execution.Approximation;

/// <summary>Scores that are known already, for a sampler that is tried on them.</summary>
/// <param name="exact">The exact map.</param>
/// <param name="cheap">A map from cheaper evaluation; null for none.</param>
/// <param name="cheapCost">What that takes against the exact map.</param>
public sealed class KnownScores(double[] exact, double[]? cheap, double cheapCost) : ISampledScores
{
    public double CheapCost => cheap is null ? double.PositiveInfinity : cheapCost;

    public int Affordable => int.MaxValue;

    public double[][] Exact(IReadOnlyList<int> cells) => [[.. cells.Select(c => exact[c])]];

    public double[][] Cheap() => [cheap!];

    public void Report(IReadOnlyList<AdaptiveMap> maps, int expected)
    {
    }
}
