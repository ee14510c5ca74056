namespace Krypton.Kernels.Cpu;

/// <summary>A run of floats that several calls of the microkernel prefetch, each a like part.</summary>
internal readonly unsafe struct PrefetchShares
{
    private const int ProductsPerPrefetch = 2;

    private readonly float* _run;
    private readonly nint _share;
    private readonly nint _step;

    /// <param name="calls">The calls, at least one.</param>
    /// <param name="products">Products of a call.</param>
    public PrefetchShares(float* run, nint floats, int calls, nint products)
    {
        var turns = Math.Max(1, products / ProductsPerPrefetch);
        _run = run;
        _share = floats / calls;
        _step = (_share + turns - 1) / turns;
    }

    /// <summary>The part of one call.</summary>
    public PrefetchShare this[int call] => new(_run + (_share * call), _step);
}
