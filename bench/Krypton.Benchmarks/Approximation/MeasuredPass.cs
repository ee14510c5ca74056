namespace Krypton.Benchmarks.Approximation;

/// <summary>All positions through a network in one way: what it took, and what it gave for each position.</summary>
/// <param name="Seconds">Processor time.</param>
/// <param name="LookSeconds">Processor time of reading features off the overlays, which counts only where they are used.</param>
/// <param name="Values">By name: "score", "odds" (the class's log-odds), and features of the overlays.</param>
internal sealed record MeasuredPass(double Seconds, double LookSeconds, Dictionary<string, double[]> Values)
{
    public double[] Score => Values["score"];
}
