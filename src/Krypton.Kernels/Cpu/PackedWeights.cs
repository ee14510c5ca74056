namespace Krypton.Kernels.Cpu;

/// <summary>Where a weight matrix [outputs][taps][depth] comes from. A struct, so that packing inlines it.</summary>
internal interface IWeightSource
{
    float At(int output, int tap, int k);
}

/// <summary>A weight matrix in panels of as many outputs as the microkernel takes: [panel][tap][depth][columns], padded with zeros.</summary>
/// <remarks>The last panel is a narrow one where few outputs are left.</remarks>
internal sealed unsafe class PackedWeights : IDisposable
{
    private readonly NativeBuffer _buffer;

    /// <summary>Room for the matrix.</summary>
    /// <param name="zeroed">Whether it is all zero; else it holds anything, and memory is first touched by the threads that fill it.</param>
    public PackedWeights(int outputs, int taps, int depth, bool zeroed)
    {
        (Outputs, Taps, Depth) = (outputs, taps, depth);
        Panels = (outputs + Microkernel.Columns - 1) / Microkernel.Columns;
        PaddedOutputs = ((Panels - 1) * Microkernel.Columns) + Width(Panels - 1);
        var length = (long)PaddedOutputs * taps * depth;
        _buffer = zeroed ? NativeBuffer.Of(length) : new NativeBuffer();
        _buffer.Reserve(length);
    }

    public int Outputs { get; }

    public int Taps { get; }

    public int Depth { get; }

    public int Panels { get; }

    /// <summary>Outputs that the panels hold together, zeros included.</summary>
    public int PaddedOutputs { get; }

    public long Bytes => _buffer.Length * sizeof(float);

    public static PackedWeights Of<TSource>(Workers workers, int outputs, int taps, int depth, TSource source)
        where TSource : struct, IWeightSource
    {
        var packed = new PackedWeights(outputs, taps, depth, zeroed: false);
        workers.Run(new Packing<TSource>(packed, source), packed.Panels);
        return packed;
    }

    /// <summary>Outputs that the panel holds, zeros included: one of the microkernel's two widths.</summary>
    public int Width(int panel) => Outputs - (panel * Microkernel.Columns) > Microkernel.NarrowColumns ? Microkernel.Columns : Microkernel.NarrowColumns;

    public float* At(int panel, int tap, int k) =>
        _buffer.Pointer + ((nint)panel * Microkernel.Columns * Taps * Depth) + ((((nint)tap * Depth) + k) * Width(panel));

    public void Dispose() => _buffer.Dispose();

    private sealed class Packing<TSource>(PackedWeights packed, TSource source) : IBlockWork
        where TSource : struct, IWeightSource
    {
        public void RunBlock(int block, int worker)
        {
            var (first, width) = (block * Microkernel.Columns, packed.Width(block));
            var used = Math.Min(width, packed.Outputs - first);
            for (var tap = 0; tap < packed.Taps; tap++)
            {
                var to = packed.At(block, tap, 0);
                for (var k = 0; k < packed.Depth; k++, to += width)
                {
                    for (var j = 0; j < used; j++)
                    {
                        to[j] = source.At(first + j, tap, k);
                    }

                    new Span<float>(to + used, width - used).Clear();
                }
            }
        }
    }
}
