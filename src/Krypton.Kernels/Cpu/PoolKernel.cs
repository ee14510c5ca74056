using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Krypton.Models.Network;

namespace Krypton.Kernels.Cpu;

/// <summary>Maximum or average over a window; cells outside the map count for nothing unless the layer counts padding. Then bias and activation.</summary>
internal sealed unsafe class PoolKernel(Workers workers, PoolLayer layer, MapShape input) : RowKernel(workers)
{
    private readonly NativeBuffer _bias = Padded(layer.Bias ?? [], input.Stride);
    private readonly Clamp _clamp = Clamp.Of(layer.Activation);

    public override string Name => layer.Kind == PoolKind.Max ? "maxpool" : "avgpool";

    protected override long ScratchFloats(int width) => 2L * layer.Rows.Kernel * layer.Columns.Kernel;

    protected override void Row(int position, int y, int x, int width, float* to, float* scratch)
    {
        var (input, rows, columns) = (Inputs[0], layer.Rows, layer.Columns);
        var cells = (float**)scratch;
        var y0 = (y * rows.Stride) - rows.PadBefore;
        var rowsCounted = Counted(y0, rows, input.Shape.Height);
        for (var i = 0; i < width; i++, to += Output.Stride)
        {
            var x0 = ((x + i) * columns.Stride) - columns.PadBefore;
            var count = 0;
            for (var ky = 0; ky < rows.Kernel; ky++)
            {
                for (var kx = 0; kx < columns.Kernel; kx++)
                {
                    var pixel = input.Pixel(position, y0 + (ky * rows.Dilation), x0 + (kx * columns.Dilation));
                    if (pixel is not null)
                    {
                        cells[count++] = pixel;
                    }
                }
            }

            var divisor = layer.CountPadding ? rowsCounted * Counted(x0, columns, input.Shape.Width) : count;
            Combine(cells, count, to, layer.Kind == PoolKind.Max ? 1 : 1f / divisor);
            if (_clamp.Rest.Kind != ActivationKind.None)
            {
                ActivationFunctions.Apply(_clamp.Rest, to, Output.Stride);
            }
        }
    }

    public override void Dispose()
    {
        _bias.Dispose();
        base.Dispose();
    }

    private static NativeBuffer Padded(float[] bias, int stride)
    {
        var buffer = NativeBuffer.Of(stride);
        bias.CopyTo(buffer.Span);
        return buffer;
    }

    /// <summary>Taps inside the map or its declared padding; what ceil_mode hangs over beyond does not count.</summary>
    private static int Counted(int start, AxisWindow window, int length)
    {
        var counted = 0;
        for (var k = 0; k < window.Kernel; k++)
        {
            counted += start + (k * window.Dilation) < length + window.PadAfter ? 1 : 0;
        }

        return counted;
    }

    private void Combine(float** cells, int count, float* to, float scale)
    {
        var stride = Output.Stride;
        var wide = Vector512.IsHardwareAccelerated ? stride / Lanes16.Count * Lanes16.Count : 0;
        var narrow = stride / Lanes8.Count * Lanes8.Count;
        Combine<Vector512<float>, Lanes16>(cells, count, 0, wide, to, scale);
        Combine<Vector256<float>, Lanes8>(cells, count, wide, narrow, to, scale);
        for (var c = narrow; c < stride; c++)
        {
            var value = cells[0][c];
            for (var i = 1; i < count; i++)
            {
                value = layer.Kind == PoolKind.Max ? Math.Max(value, cells[i][c]) : value + cells[i][c];
            }

            to[c] = Math.Min(Math.Max((value * scale) + _bias.Pointer[c], _clamp.Low), _clamp.High);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Combine<T, TLanes>(float** cells, int count, int first, int end, float* to, float scale)
        where T : struct
        where TLanes : ILanes<T>
    {
        var (maximum, factor) = (layer.Kind == PoolKind.Max, TLanes.Broadcast(scale));
        var (low, high) = (TLanes.Broadcast(_clamp.Low), TLanes.Broadcast(_clamp.High));
        for (var c = first; c < end; c += TLanes.Count)
        {
            var value = TLanes.Load(cells[0] + c);
            for (var i = 1; i < count; i++)
            {
                var cell = TLanes.Load(cells[i] + c);
                value = maximum ? TLanes.Max(value, cell) : TLanes.Add(value, cell);
            }

            TLanes.Store(TLanes.Min(TLanes.Max(TLanes.Fma(value, factor, TLanes.Load(_bias.Pointer + c)), low), high), to + c);
        }
    }
}
