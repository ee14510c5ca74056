using Krypton.Models.Network;

namespace Krypton.Kernels.Cpu;

/// <summary>Any convolution as a matrix product over pointers: stems, strides, 1×1, dilation, groups, and dense layers (a kernel as large as the map).</summary>
/// <remarks>
/// 1×1 kernels read pixels where they lie. Larger ones first copy the window a band of rows needs into scratch, base and overlay
/// together and zeros outside the map; a kernel row is then one contiguous run of pixels and needs one pointer instead of one a tap.
/// </remarks>
internal sealed unsafe class IndirectConvolution : Kernel, IBlockWork
{
    /// <summary>Pixels a block: enough to reuse a panel of weights, few enough that the block stays in the second-level cache.</summary>
    private const int BlockPixels = 144;

    /// <summary>Products between two visits of the accumulators: a panel of weights that deep stays in the first-level cache.</summary>
    private const int DepthChunk = 256;

    private readonly Workers _workers;
    private readonly ConvolutionLayer _layer;
    private readonly PackedWeights[] _groups;
    private readonly NativeBuffer _bias;
    private readonly Clamp _clamp;
    private readonly RowBands _bands = new();
    private readonly bool _pointwise;
    private readonly AffineFunction? _prepare;
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
        _prepare = layer.Input is null ? null : new AffineFunction(layer.Input);
    }

    public override string Name => _pointwise ? "pointwise" : _layer.Groups > 1 ? "grouped" : "indirect";

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
            windowFloats += _pointwise
                ? _prepare is null ? 0 : (long)band.Rows * width * _source.Stride
                : (long)Extent(_layer.Rows, band.Rows) * Extent(_layer.Columns, width) * _source.Stride;
        }

        var tiles = (pixels + Microkernel.Rows - 1) / Microkernel.Rows;
        var pointers = (long)tiles * Taps * Microkernel.Rows;
        var scratch = _workers.Scratch(worker, windowFloats + (2 * pointers) + 16);
        var table = (float**)scratch;
        var window = scratch + (2 * pointers);
        if (_pointwise)
        {
            FillPointwise(bands, table, window);
        }
        else
        {
            FillTable(bands, table, window);
        }

        RepeatLast(table, pixels, tiles);
        ref var first = ref _output.Boxes[bands[0].Position];
        var destination = _output.Data + ((nint)(first.Offset + ((long)bands[0].Row * first.Width)) * _output.Stride);
        if (_residual is not null)
        {
            BeginWithResidual(bands, destination);
        }

        for (var g = 0; g < _groups.Length; g++)
        {
            // In a grouped layer only the last group may write into the padding behind the channels.
            var room = g == _groups.Length - 1 ? _output.Stride - (g * _outputsPerGroup) : _outputsPerGroup;
            Multiply(table, pixels, _groups[g], g * _groups[g].Depth, destination + (g * _outputsPerGroup), room, _bias.Pointer + (g * _outputsPerGroup));
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
        _prepare?.Dispose();
        base.Dispose();
    }

    private static int Extent(AxisWindow window, int outputs) => ((outputs - 1) * window.Stride) + window.Extent;

    /// <summary>Pointers to the pixels where they lie, or to what is made of them on the way.</summary>
    private void FillPointwise(ReadOnlySpan<RowBand> bands, float** table, float* window)
    {
        var pixel = 0;
        foreach (ref readonly var band in bands)
        {
            ref var box = ref _output.Boxes[band.Position];
            for (var y = box.Y + band.Row; y < box.Y + band.Row + band.Rows; y++)
            {
                for (var x = box.X; x < box.X + box.Width; x++, pixel++)
                {
                    var from = _source.Pixel(band.Position, y * _layer.Rows.Stride, x * _layer.Columns.Stride);
                    if (_prepare is not null)
                    {
                        _prepare.Apply(from, window, 1);
                        from = window;
                        window += _source.Stride;
                    }

                    table[((nint)(pixel / Microkernel.Rows) * Taps * Microkernel.Rows) + (pixel % Microkernel.Rows)] = from;
                }
            }
        }
    }

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

    /// <summary>The last tile's free rows repeat its last pixel, so that the microkernel always reads something.</summary>
    private void RepeatLast(float** table, int pixels, int tiles)
    {
        var last = table + ((nint)(tiles - 1) * Taps * Microkernel.Rows);
        var used = pixels - ((tiles - 1) * Microkernel.Rows);
        for (var tap = 0; tap < Taps; tap++)
        {
            for (var r = used; r < Microkernel.Rows; r++)
            {
                last[(tap * Microkernel.Rows) + r] = last[(tap * Microkernel.Rows) + used - 1];
            }
        }
    }

    private void BeginWithResidual(ReadOnlySpan<RowBand> bands, float* to)
    {
        var channels = _output.Stride;
        foreach (ref readonly var band in bands)
        {
            ref var box = ref _output.Boxes[band.Position];
            for (var y = 0; y < band.Rows; y++)
            {
                _residual!.CopyRow(band.Position, box.Y + band.Row + y, box.X, box.Width, to);
                for (var x = 0; x < box.Width; x++, to += channels)
                {
                    var pixel = new Span<float>(to, _layer.Bias.Length);
                    System.Numerics.Tensors.TensorPrimitives.Add(pixel, _layer.Bias, pixel);
                }
            }
        }
    }

    private void Multiply(float** table, int pixels, PackedWeights weights, nint channelOffset, float* to, int room, float* bias)
    {
        var (depth, taps) = (weights.Depth, weights.Taps);
        var depthStep = Math.Min(depth, DepthChunk);
        var tapStep = Math.Max(1, DepthChunk / depth);
        for (var tap = 0; tap < taps; tap += tapStep)
        {
            for (var k = 0; k < depth; k += depthStep)
            {
                var begins = tap == 0 && k == 0 && _residual is null;
                var ends = tap + tapStep >= taps && k + depthStep >= depth;
                var (low, high) = ends ? (_clamp.Low, _clamp.High) : (float.NegativeInfinity, float.PositiveInfinity);
                for (var panel = 0; panel < weights.Panels; panel++)
                {
                    Panel(table + (tap * Microkernel.Rows), pixels, Math.Min(tapStep, taps - tap), channelOffset + k, Math.Min(depthStep, depth - k),
                        weights.At(panel, tap, k), weights.Width(panel), depth, to + (panel * Microkernel.Columns),
                        Math.Min(weights.Width(panel), room - (panel * Microkernel.Columns)), begins ? bias + (panel * Microkernel.Columns) : null, low, high);
                }
            }
        }
    }

    private void Panel(
        float** table, int pixels, int taps, nint offset, nint depth, float* weights, int width, nint tapDepth, float* to, int columns, float* bias, float low, float high)
    {
        var stride = (nint)_output.Stride;
        var tapStride = tapDepth * width;
        var tile = stackalloc float[Microkernel.Rows * width];
        for (var pixel = 0; pixel < pixels; pixel += Microkernel.Rows, table += Taps * Microkernel.Rows, to += Microkernel.Rows * stride)
        {
            var rows = Math.Min(Microkernel.Rows, pixels - pixel);
            if (rows == Microkernel.Rows && columns == width)
            {
                Microkernel.Run(width, table, taps, offset, depth, weights, tapStride, bias is null ? to : bias, bias is null ? stride : 0, to, stride, low, high);
                continue;
            }

            // The sums so far go through the tile too: every pixel is then added up in the same order, wherever its tile ends.
            if (bias is null)
            {
                CopyTile(to, stride, tile, width, rows, columns);
            }

            Microkernel.Run(
                width, table, taps, offset, depth, weights, tapStride, bias is null ? tile : bias, bias is null ? width : 0, tile, width, low, high);
            CopyTile(tile, width, to, stride, rows, columns);
        }
    }

    private static void CopyTile(float* from, nint fromStride, float* to, nint toStride, int rows, int columns)
    {
        for (var r = 0; r < rows; r++)
        {
            for (var j = 0; j < columns; j++)
            {
                to[(r * toStride) + j] = from[(r * fromStride) + j];
            }
        }
    }
}
