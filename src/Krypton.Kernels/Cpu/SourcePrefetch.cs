using System.Runtime.CompilerServices;

namespace Krypton.Kernels.Cpu;

/// <summary>Brings runs of pixels into the second-level cache bit by bit, while something else is computed.</summary>
internal unsafe struct SourcePrefetch
{
    private readonly int _share;
    private SourceRun* _run;
    private readonly SourceRun* _end;
    private float* _pixel;
    private int _left;

    /// <param name="steps">In how many steps all runs are to be brought.</param>
    public SourcePrefetch(SourceRun* runs, int count, int steps)
    {
        _run = runs;
        _end = runs + count;
        long pixels = 0;
        for (var run = runs; run < _end; run++)
        {
            pixels += run->Pixels;
        }

        _share = (int)((pixels + steps - 1) / steps);
        Begin();
    }

    /// <summary>Prefetches the next share.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step()
    {
        if (_run < _end)
        {
            Share();
        }
    }

    private void Share()
    {
        for (var i = 0; i < _share && _run < _end; i++)
        {
            Prefetch.Lines(_pixel, _run->Lanes);
            _pixel += _run->Stride;
            if (--_left == 0)
            {
                _run++;
                Begin();
            }
        }
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
