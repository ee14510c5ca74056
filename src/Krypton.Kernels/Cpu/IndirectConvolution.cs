using Krypton.Models.Network;

namespace Krypton.Kernels.Cpu;

/// <summary>Any convolution as a matrix product over pointers: stems, strides, dilation, groups, and dense layers (a kernel as large as the map).</summary>
/// <remarks>
/// The window a band of rows needs is first copied into scratch, base and overlay together and zeros outside the map; a kernel row is
/// then one contiguous run of pixels and needs one pointer instead of one a tap. Grouped 1×1 kernels read pixels where they lie.
/// </remarks>
internal sealed unsafe class IndirectConvolution : Kernel, IBlockWork
{
    /// <summary>Pixels a block: enough to reuse a panel of weights, few enough that the block stays in the second-level cache.</summary>
    private const int BlockPixels = 144;

    /// <summary>Products between two visits of the accumulators: a visit costs more than weights that come from the second-level cache.</summary>
    private const int DepthChunk = 1024;

    private readonly Workers _workers;
    private readonly ConvolutionLayer _layer;
    private readonly PackedWeights[] _groups;
    private readonly NativeBuffer _bias;
    private readonly Clamp _clamp;
    private readonly RowBands _bands = new();
    private readonly bool _pointwise;
    private readonly bool _wholeRows;
    private readonly int _outputsPerGroup;
    private Overlay _source = null!;
    private Overlay? _residual;
    private Overlay _output = null!;

    public IndirectConvolution(Workers workers, ConvolutionLayer layer, MapShape input)
    {
        (_workers, _layer) = (workers, layer);
        _pointwise = layer is { Rows: { Kernel: 1, PadBefore: 0, PadAfter: 0 }, Columns: { Kernel: 1, PadBefore: 0, PadAfter: 0 } };
        _wholeRows = !_pointwise && layer.Groups == 1 && layer.Columns.Dilation == 1;
        _outputsPerGroup = layer.Bias.Length / layer.Groups;
        _groups = _wholeRows ? [ConvolutionWeights.ByRows(workers, layer, input)] : ConvolutionWeights.ByTaps(workers, layer, input);
        _bias = NativeBuffer.Of(layer.Bias.Length + Microkernel.Columns);
        layer.Bias.CopyTo(_bias.Span);
        _clamp = Clamp.Of(layer.Activation);
    }

    public override string Name => _layer.Groups > 1 ? "grouped" : "indirect";

    public override long WeightBytes => _groups.Sum(g => g.Bytes);

    /// <summary>The weights of a layer of one group, [kernel row][pixel of the row, channel] a panel.</summary>
    public PackedWeights DenseWeights => _groups[0];

    private int Taps => _groups[0].Taps;

    public override void Run(Overlay[] inputs, Overlay output)
    {
        (_source, _residual, _output) = (inputs[0], inputs.Length > 1 ? inputs[1] : null, output);
        _bands.Cut(output, BlockPixels, _workers.Count);
        _workers.Run(this, _bands.Blocks);
    }

    public void RunBlock(int block, int worker)
    {
        var bands = _bands.Block(block);
        var (pixels, windowFloats) = (0, 0L);
        foreach (ref readonly var band in bands)
        {
            var width = _output.Boxes[band.Position].Width;
            pixels += band.Rows * width;
            windowFloats += _pointwise ? 0 : (long)Extent(_layer.Rows, band.Rows) * Extent(_layer.Columns, width) * _source.Stride;
        }

        var tiles = (pixels + Microkernel.Rows - 1) / Microkernel.Rows;
        var pointers = (nint)tiles * Taps * Microkernel.Rows;
        var scratch = _workers.Scratch(worker, windowFloats + (2 * pointers) + (2 * tiles * Microkernel.Rows) + 16);
        var table = (float**)scratch;
        var residual = _residual is null ? null : table + pointers;
        var window = scratch + (2 * pointers) + (2 * tiles * Microkernel.Rows);
        if (_pointwise)
        {
            PixelPointers.Fill(_source, _output, bands, _layer.Rows.Stride, _layer.Columns.Stride, table);
        }
        else
        {
            FillTable(bands, table, window);
        }

        PixelPointers.FillUp(table, pixels, Taps);
        if (_residual is not null)
        {
            PixelPointers.Fill(_residual, _output, bands, 1, 1, residual);
            PixelPointers.FillUp(residual, pixels, 1);
        }

        ref var first = ref _output.Boxes[bands[0].Position];
        var destination = _output.Data + ((nint)(first.Offset + ((long)bands[0].Row * first.Width)) * _output.Stride);
        var product = new BlockProduct(table, Taps, pixels, _output.Stride, residual, null);
        for (var g = 0; g < _groups.Length; g++)
        {
            // In a grouped layer only the last group may write into the padding behind the channels.
            var room = g == _groups.Length - 1 ? _output.Stride - (g * _outputsPerGroup) : _outputsPerGroup;
            Multiply(product, g, destination + (g * _outputsPerGroup), room);
        }

        // The last group's panel may end before the padding does.
        for (var pixel = 0; pixel < pixels && _groups.Length > 1; pixel++)
        {
            new Span<float>(destination + ((nint)pixel * _output.Stride) + _layer.Bias.Length, _output.Stride - _layer.Bias.Length).Clear();
        }

        ActivationFunctions.Apply(_clamp.Rest, destination, (long)pixels * _output.Stride);
    }

    public override void Dispose()
    {
        foreach (var group in _groups)
        {
            group.Dispose();
        }

        _bias.Dispose();
        base.Dispose();
    }

    private static int Extent(AxisWindow window, int outputs) => ((outputs - 1) * window.Stride) + window.Extent;

    private void FillTable(ReadOnlySpan<RowBand> bands, float** table, float* window)
    {
        var (rows, columns, stride) = (_layer.Rows, _layer.Columns, _source.Stride);
        var pixel = 0;
        foreach (ref readonly var band in bands)
        {
            ref var box = ref _output.Boxes[band.Position];
            var (y0, x0) = (((box.Y + band.Row) * rows.Stride) - rows.PadBefore, (box.X * columns.Stride) - columns.PadBefore);
            var (height, width) = (Extent(rows, band.Rows), Extent(columns, box.Width));
            for (var y = 0; y < height; y++)
            {
                _source.CopyRow(band.Position, y0 + y, x0, width, window + ((nint)y * width * stride));
            }

            for (var y = 0; y < band.Rows; y++)
            {
                for (var x = 0; x < box.Width; x++, pixel++)
                {
                    var to = table + ((nint)(pixel / Microkernel.Rows) * Taps * Microkernel.Rows) + (pixel % Microkernel.Rows);
                    for (var ky = 0; ky < rows.Kernel; ky++)
                    {
                        var row = window + (((((nint)(y * rows.Stride) + (ky * rows.Dilation)) * width) + (x * columns.Stride)) * stride);
                        if (_wholeRows)
                        {
                            to[ky * Microkernel.Rows] = row;
                            continue;
                        }

                        for (var kx = 0; kx < columns.Kernel; kx++)
                        {
                            to[((ky * columns.Kernel) + kx) * Microkernel.Rows] = row + ((nint)kx * columns.Dilation * stride);
                        }
                    }
                }
            }

            window += (nint)height * width * stride;
        }
    }

    private void Multiply(in BlockProduct product, int group, float* to, int room)
    {
        var weights = _groups[group];
        var (depth, taps) = (weights.Depth, weights.Taps);
        var depthStep = Math.Min(depth, DepthChunk);
        var tapStep = Math.Max(1, DepthChunk / depth);
        for (var tap = 0; tap < taps; tap += tapStep)
        {
            for (var k = 0; k < depth; k += depthStep)
            {
                var slice = new DepthSlice(tap, Math.Min(tapStep, taps - tap), ((nint)group * depth) + k, Math.Min(depthStep, depth - k), depth);
                var ends = tap + tapStep >= taps && k + depthStep >= depth;
                for (var panel = 0; panel < weights.Panels; panel++)
                {
                    var first = panel * Microkernel.Columns;
                    var output = (group * _outputsPerGroup) + first;
                    var following = panel + 1 < weights.Panels ? weights.At(panel + 1, tap, k)
                        : k + depthStep < depth ? weights.At(0, tap, k + depthStep)
                        : weights.At(0, tap + tapStep < taps ? tap + tapStep : 0, 0);
                    product.Run(
                        slice, weights.At(panel, tap, k), following, weights.Width(panel), output, room - first, to + first,
                        tap == 0 && k == 0 ? _bias.Pointer + output : null, ends ? _clamp : null);
                }
            }
        }
    }
}
