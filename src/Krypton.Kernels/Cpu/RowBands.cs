namespace Krypton.Kernels.Cpu;

/// <summary>Rows of one position's box: the unit in which kernels share out a batch.</summary>
internal struct RowBand
{
    public int Position;

    /// <summary>First row, counted from the box's first.</summary>
    public int Row;
    public int Rows;
}

/// <summary>A batch of ragged boxes cut into bands of whole rows, and the bands gathered into blocks of about equal size that lie contiguously in the output.</summary>
internal sealed class RowBands
{
    private RowBand[] _bands = new RowBand[64];
    private int[] _starts = new int[64];
    private int _count;

    public int Blocks { get; private set; }

    /// <summary>Cuts the overlay's boxes into blocks of about <paramref name="target"/> pixels, but at least one block a worker.</summary>
    public void Cut(Overlay output, int target, int workers)
    {
        var balanced = (output.Pixels + workers - 1) / workers;
        var blocks = Math.Max(1, (balanced + target - 1) / target) * workers;
        target = (int)Math.Max(1, (output.Pixels + blocks - 1) / blocks);
        (_count, Blocks) = (0, 0);
        var filled = target;
        for (var p = 0; p < output.Count; p++)
        {
            ref var box = ref output.Boxes[p];
            for (var row = 0; row < box.Height;)
            {
                if (filled >= target)
                {
                    Grow(ref _starts, Blocks + 1);
                    _starts[Blocks++] = _count;
                    filled = 0;
                }

                // A row more than fits is taken when the block would otherwise stay far from full.
                var rows = Math.Clamp((target - filled + (box.Width / 2)) / box.Width, 1, box.Height - row);
                Grow(ref _bands, _count + 1);
                _bands[_count++] = new RowBand { Position = p, Row = row, Rows = rows };
                filled += rows * box.Width;
                row += rows;
            }
        }
    }

    public ReadOnlySpan<RowBand> Block(int block) => _bands.AsSpan(_starts[block]..(block + 1 < Blocks ? _starts[block + 1] : _count));

    private static void Grow<T>(ref T[] array, int length)
    {
        if (array.Length < length)
        {
            Array.Resize(ref array, Math.Max(length, array.Length * 2));
        }
    }
}
