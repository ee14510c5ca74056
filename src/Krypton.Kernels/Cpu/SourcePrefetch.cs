namespace Krypton.Kernels.Cpu;

/// <summary>Runs of pixels that the calls of the microkernel bring into the second-level cache bit by bit, each a like part.</summary>
/// <remarks>What lies between the pixels of a run is brought too: lanes of the chunks that follow, or the pixels that a stride leaves out.</remarks>
internal unsafe struct SourcePrefetch
{
    private readonly SourceRun* _end;
    private SourceRun* _run;
    private float* _pixel;
    private int _left;
    private int _pixels;
    private int _calls;

    /// <param name="calls">In how many calls all runs are to be brought.</param>
    public SourcePrefetch(SourceRun* runs, int count, int calls)
    {
        _run = runs;
        _end = runs + count;
        _calls = calls;
        for (var run = runs; run < _end; run++)
        {
            _pixels += run->Pixels;
        }

        Begin();
    }

    /// <summary>The next call's part, which does not reach beyond the end of a run; nothing when all has been brought.</summary>
    /// <param name="products">Products of the call.</param>
    public PrefetchShare Next(nint products)
    {
        if (_run == _end)
        {
            return default;
        }

        var pixels = Math.Min(_left, (_pixels + _calls - 1) / _calls);
        _pixels -= pixels;
        _calls = Math.Max(1, _calls - 1);
        var share = new PrefetchShares(_pixel, pixels * _run->Stride, 1, products)[0];
        _pixel += pixels * _run->Stride;
        _left -= pixels;
        if (_left == 0)
        {
            _run++;
            Begin();
        }

        return share;
    }

    private void Begin()
    {
        if (_run < _end)
        {
            _pixel = _run->From;
            _left = _run->Pixels;
        }
    }
}
