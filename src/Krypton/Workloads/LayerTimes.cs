using Krypton.Planning.Cost;

namespace Krypton.Workloads;

/// <summary>What each layer of a device's network took, waited for one by one: while a query runs, layers are sent behind one another and tell nothing.</summary>
/// <param name="Ticks">Stopwatch ticks of each node.</param>
/// <param name="Pixels">Pixels that were computed of each.</param>
/// <param name="Positions">Positions of the batch.</param>
internal sealed record LayerTimes(long[] Ticks, long[] Pixels, int Positions);

/// <summary>What layers were expected to take, and at most do.</summary>
/// <param name="PeakFlops">Of the CPU's threads together, a second.</param>
/// <param name="Accelerator">The profile of a device by its name.</param>
internal sealed record LayerExpectation(CostModel Cost, double PeakFlops, Func<string, AcceleratorProfile> Accelerator);
