namespace Krypton.Kernels.Cpu;

/// <summary>What one call of the microkernel prefetches into the second-level cache while it computes: a line at every second product.</summary>
/// <param name="from">Where it begins; null for nothing.</param>
/// <param name="step">Floats from one prefetch to the next; short steps hit a line more than once, which costs next to nothing.</param>
internal readonly unsafe struct PrefetchShare(float* from, nint step)
{
    public readonly float* From = from;
    public readonly nint Step = step;
}
