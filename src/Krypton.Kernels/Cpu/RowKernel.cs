namespace Krypton.Kernels.Cpu;

/// <summary>A kernel that computes its output one row of a box at a time.</summary>
internal abstract unsafe class RowKernel(Workers workers) : Kernel, IBlockWork
{
    private const int BlockPixels = 512;

    private readonly RowBands _bands = new();

    protected Overlay[] Inputs { get; private set; } = [];

    protected Overlay Output { get; private set; } = null!;

    public override void Run(Overlay[] inputs, Overlay output)
    {
        (Inputs, Output) = (inputs, output);
        _bands.Cut(output, BlockPixels, workers.Count);
        workers.Run(this, _bands.Blocks);
    }

    public void RunBlock(int block, int worker)
    {
        foreach (ref readonly var band in _bands.Block(block))
        {
            ref var box = ref Output.Boxes[band.Position];
            var scratch = workers.Scratch(worker, ScratchFloats(box.Width));
            for (var row = band.Row; row < band.Row + band.Rows; row++)
            {
                var to = Output.Data + ((nint)(box.Offset + ((long)row * box.Width)) * Output.Stride);
                Row(band.Position, box.Y + row, box.X, box.Width, to, scratch);
            }
        }
    }

    /// <summary>Scratch a row needs; by default a row of the widest input.</summary>
    protected virtual long ScratchFloats(int width)
    {
        var stride = 0;
        foreach (var input in Inputs)
        {
            stride = Math.Max(stride, input.Stride);
        }

        return (long)width * stride;
    }

    /// <summary>Writes <paramref name="width"/> pixels of row <paramref name="y"/> from column <paramref name="x"/> on, padding lanes included.</summary>
    protected abstract void Row(int position, int y, int x, int width, float* to, float* scratch);
}
