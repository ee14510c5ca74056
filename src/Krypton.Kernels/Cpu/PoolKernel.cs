using System.Numerics.Tensors;
using Krypton.Models.Network;

namespace Krypton.Kernels.Cpu;

/// <summary>Maximum or average over a window; cells outside the map count for nothing unless the layer counts padding.</summary>
internal sealed unsafe class PoolKernel(Workers workers, PoolLayer layer) : RowKernel(workers)
{
    public override string Name => layer.Kind == PoolKind.Max ? "maxpool" : "avgpool";

    protected override long ScratchFloats(int width) => 0;

    protected override void Row(int position, int y, int x, int width, float* to, float* scratch)
    {
        var (input, rows, columns) = (Inputs[0], layer.Rows, layer.Columns);
        var y0 = (y * rows.Stride) - rows.PadBefore;
        var rowsCounted = Counted(y0, rows, input.Shape.Height);
        for (var i = 0; i < width; i++, to += Output.Stride)
        {
            var x0 = ((x + i) * columns.Stride) - columns.PadBefore;
            var result = new Span<float>(to, Output.Stride);
            var cells = 0;
            for (var ky = 0; ky < rows.Kernel; ky++)
            {
                for (var kx = 0; kx < columns.Kernel; kx++)
                {
                    var pixel = input.Pixel(position, y0 + (ky * rows.Dilation), x0 + (kx * columns.Dilation));
                    if (pixel is null)
                    {
                        continue;
                    }

                    var cell = new ReadOnlySpan<float>(pixel, Output.Stride);
                    if (cells++ == 0)
                    {
                        cell.CopyTo(result);
                    }
                    else if (layer.Kind == PoolKind.Max)
                    {
                        TensorPrimitives.MaxNumber(result, cell, result);
                    }
                    else
                    {
                        TensorPrimitives.Add(result, cell, result);
                    }
                }
            }

            if (layer.Kind == PoolKind.Average)
            {
                TensorPrimitives.Divide(result, layer.CountPadding ? rowsCounted * Counted(x0, columns, input.Shape.Width) : cells, result);
            }
        }
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
}
