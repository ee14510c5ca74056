namespace Krypton.Kernels.Cpu;

/// <summary>What one call of the microkernel prefetches into the second-level cache while it computes: a line at every second product.</summary>
/// <param name="from">Where it begins; null for nothing.</param>
/// <param name="step">Floats from one prefetch to the next; short steps hit a line more than once, which costs next to nothing.</param>
internal readonly unsafe struct PrefetchShare(float* from, nint step)
{
    private const int ProductsPerPrefetch = 2;

    public readonly float* From = from;
    public readonly nint Step = step;

    /// <summary>Part <paramref name="part"/> of a run of floats that <paramref name="parts"/> calls of <paramref name="products"/> products each prefetch.</summary>
    public static PrefetchShare Of(float* run, nint floats, int part, int parts, nint products)
    {
        var turns = Math.Max(1, products / ProductsPerPrefetch);
        var step = ((floats / parts) + turns - 1) / turns;
        return new PrefetchShare(run + (floats / parts * part), step);
    }
}
