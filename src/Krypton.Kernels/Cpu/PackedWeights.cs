namespace Krypton.Kernels.Cpu;

/// <summary>A weight matrix [outputs][taps][depth] in panels of sixteen outputs: [panel][tap][depth][16], padded with zeros.</summary>
internal sealed unsafe class PackedWeights : IDisposable
{
    private readonly NativeBuffer _buffer;

    /// <param name="weight">The weight of (output, tap, k).</param>
    public PackedWeights(int outputs, int taps, int depth, Func<int, int, int, float> weight)
    {
        (Outputs, Taps, Depth) = (outputs, taps, depth);
        Panels = (outputs + Microkernel.Columns - 1) / Microkernel.Columns;
        _buffer = NativeBuffer.Of((long)Panels * taps * depth * Microkernel.Columns);
        var to = _buffer.Pointer;
        for (var panel = 0; panel < Panels; panel++)
        {
            for (var tap = 0; tap < taps; tap++)
            {
                for (var k = 0; k < depth; k++, to += Microkernel.Columns)
                {
                    for (var j = 0; j < Math.Min(Microkernel.Columns, outputs - (panel * Microkernel.Columns)); j++)
                    {
                        to[j] = weight((panel * Microkernel.Columns) + j, tap, k);
                    }
                }
            }
        }
    }

    public int Outputs { get; }

    public int Taps { get; }

    public int Depth { get; }

    public int Panels { get; }

    public long Bytes => _buffer.Length * sizeof(float);

    public float* At(int panel, int tap, int k) => _buffer.Pointer + (((((nint)panel * Taps) + tap) * Depth) + k) * Microkernel.Columns;

    public void Dispose() => _buffer.Dispose();
}
