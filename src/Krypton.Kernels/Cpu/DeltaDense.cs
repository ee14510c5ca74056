using System.Numerics.Tensors;
using Krypton.Models.Network;

namespace Krypton.Kernels.Cpu;

/// <summary>A dense layer over a map, updated from the changed pixels only: base output + Σ over changed pixels of weights · (new − old).</summary>
/// <remarks>Runs pixel by pixel of the map: all positions that changed it form one matrix product with that pixel's weights.</remarks>
internal sealed unsafe class DeltaDense : Kernel, IBlockWork
{
    /// <summary>Products between two visits of the sums.</summary>
    private const int DepthChunk = 1024;

    /// <summary>Panels a block: its sums stay in the second-level cache while the weights stream by once.</summary>
    private const int BlockPanels = 8;

    /// <summary>An update costs this much more a product than the plain layer: sums are fetched and put back for every pixel.</summary>
    private const double UpdateOverhead = 1.2;

    private readonly Workers _workers;
    private readonly MapShape _input;
    private readonly IndirectConvolution _full;
    private readonly PackedWeights _weights;
    private readonly NativeBuffer _differences = new();
    private readonly NativeBuffer _zeros = NativeBuffer.Of(Microkernel.Columns);
    private Overlay _source = null!;
    private Overlay _output = null!;

    public DeltaDense(Workers workers, ConvolutionLayer layer, MapShape input)
    {
        (_workers, _input) = (workers, input);
        _full = new IndirectConvolution(workers, layer, input);
        _weights = _full.DenseWeights;
    }

    public override string Name => "dense";

    public override long WeightBytes => _full.WeightBytes;

    public override void Run(Overlay[] inputs, Overlay output)
    {
        (_source, _output) = (inputs[0], output);
        if (_output.Base is null || inputs.Length > 1 || _source.Pixels * UpdateOverhead >= (double)_input.Pixels * output.Count)
        {
            _full.Run(inputs, output);
            return;
        }

        Subtract();
        for (var p = 0; p < output.Count; p++)
        {
            ref var box = ref output.Boxes[p];
            if (box.Pixels > 0)
            {
                new ReadOnlySpan<float>(output.BasePixel(in box, 0, 0), output.Stride).CopyTo(new Span<float>(output.Data + ((nint)box.Offset * output.Stride), output.Stride));
            }
        }

        _workers.Run(this, (_weights.Panels + BlockPanels - 1) / BlockPanels);
    }

    public void RunBlock(int block, int worker)
    {
        var pointers = (float**)_workers.Scratch(worker, 4L * (_output.Count + Microkernel.Rows));
        var sums = pointers + _output.Count + Microkernel.Rows;
        var (first, end) = (block * BlockPanels, Math.Min((block + 1) * BlockPanels, _weights.Panels));
        for (var y = 0; y < _input.Height; y++)
        {
            for (var x = 0; x < _input.Width; x++)
            {
                var count = Changed(y, x, pointers, sums);
                for (var panel = first; panel < end && count > 0; panel++)
                {
                    for (var k = 0; k < _source.Stride; k += DepthChunk)
                    {
                        var depth = Math.Min(DepthChunk, _source.Stride - k);
                        var weights = _weights.At(panel, y, (x * _source.Stride) + k);

                        // The panels of a pixel lie far apart.
                        var following = k + depth < _source.Stride ? weights + (depth * _weights.Width(panel))
                            : panel + 1 < end ? _weights.At(panel + 1, y, x * _source.Stride)
                            : _weights.At(first, (y + (x + 1 == _input.Width ? 1 : 0)) % _input.Height, (x + 1) % _input.Width * _source.Stride);
                        Update(pointers, sums, count, k, depth, weights, following, panel);
                    }
                }
            }
        }
    }

    public override void Dispose()
    {
        _full.Dispose();
        _differences.Dispose();
        _zeros.Dispose();
        base.Dispose();
    }

    private void Subtract()
    {
        var stride = _source.Stride;
        _differences.Reserve(_source.Floats);
        for (var p = 0; p < _source.Count; p++)
        {
            ref var box = ref _source.Boxes[p];
            for (var y = 0; y < box.Height; y++)
            {
                var at = (nint)(box.Offset + ((long)y * box.Width)) * stride;
                var length = box.Width * stride;
                var below = _source.BasePixel(in box, box.Y + y, box.X);
                TensorPrimitives.Subtract(
                    new ReadOnlySpan<float>(_source.Data + at, length), new ReadOnlySpan<float>(below, length), new Span<float>(_differences.Pointer + at, length));
            }
        }
    }

    /// <summary>The positions whose box holds the pixel: their differences there, and where their sums are.</summary>
    private int Changed(int y, int x, float** differences, float** sums)
    {
        var count = 0;
        for (var p = 0; p < _source.Count; p++)
        {
            ref var box = ref _source.Boxes[p];
            var (dy, dx) = (y - box.Y, x - box.X);
            if ((uint)dy < (uint)box.Height && (uint)dx < (uint)box.Width && _output.Boxes[p].Pixels > 0)
            {
                differences[count] = _differences.Pointer + ((nint)(box.Offset + ((long)dy * box.Width) + dx) * _source.Stride);
                sums[count++] = _output.Data + ((nint)_output.Boxes[p].Offset * _output.Stride);
            }
        }

        for (var r = count; count > 0 && r < count + Microkernel.Rows; r++)
        {
            differences[r] = differences[count - 1];
            sums[r] = sums[count - 1];
        }

        return count;
    }

    private void Update(float** differences, float** sums, int count, nint k, nint depth, float* weights, float* following, int panel)
    {
        var width = _weights.Width(panel);
        var tile = stackalloc float[Microkernel.Rows * width];
        var column = panel * Microkernel.Columns;
        var columns = Math.Min(width, _output.Stride - column);
        var ahead = new PrefetchShares(following, depth * width, (count + Microkernel.Rows - 1) / Microkernel.Rows, depth);
        for (var (first, call) = (0, 0); first < count; first += Microkernel.Rows, call++)
        {
            Microkernel.Run(
                width, differences + first, 1, k, depth, weights, 0, _zeros.Pointer, 0, tile, width, float.NegativeInfinity, float.PositiveInfinity,
                sums + first, column, ahead[call]);
            for (var r = 0; r < Math.Min(Microkernel.Rows, count - first); r++)
            {
                new ReadOnlySpan<float>(tile + (r * width), columns).CopyTo(new Span<float>(sums[first + r] + column, columns));
            }
        }
    }
}
