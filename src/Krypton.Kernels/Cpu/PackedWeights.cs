namespace Krypton.Kernels.Cpu;

/// <summary>A weight matrix [outputs][taps][depth] in panels of as many outputs as the microkernel takes: [panel][tap][depth][columns], padded with zeros.</summary>
/// <remarks>The last panel is a narrow one where few outputs are left.</remarks>
internal sealed unsafe class PackedWeights : IDisposable
{
    private readonly NativeBuffer _buffer;

    /// <param name="weight">The weight of (output, tap, k).</param>
    public PackedWeights(int outputs, int taps, int depth, Func<int, int, int, float> weight)
    {
        (Outputs, Taps, Depth) = (outputs, taps, depth);
        Panels = (outputs + Microkernel.Columns - 1) / Microkernel.Columns;
        PaddedOutputs = ((Panels - 1) * Microkernel.Columns) + Width(Panels - 1);
        _buffer = NativeBuffer.Of((long)PaddedOutputs * taps * depth);
        for (var panel = 0; panel < Panels; panel++)
        {
            var (first, width) = (panel * Microkernel.Columns, Width(panel));
            var used = Math.Min(width, outputs - first);
            for (var tap = 0; tap < taps; tap++)
            {
                var to = At(panel, tap, 0);
                for (var k = 0; k < depth; k++, to += width)
                {
                    for (var j = 0; j < used; j++)
                    {
                        to[j] = weight(first + j, tap, k);
                    }
                }
            }
        }
    }

    public int Outputs { get; }

    public int Taps { get; }

    public int Depth { get; }

    public int Panels { get; }

    /// <summary>Outputs that the panels hold together, zeros included.</summary>
    public int PaddedOutputs { get; }

    public long Bytes => _buffer.Length * sizeof(float);

    /// <summary>Outputs that the panel holds, zeros included: one of the microkernel's two widths.</summary>
    public int Width(int panel) => Outputs - (panel * Microkernel.Columns) > Microkernel.NarrowColumns ? Microkernel.Columns : Microkernel.NarrowColumns;

    public float* At(int panel, int tap, int k) =>
        _buffer.Pointer + ((nint)panel * Microkernel.Columns * Taps * Depth) + ((((nint)tap * Depth) + k) * Width(panel));

    public void Dispose() => _buffer.Dispose();
}
