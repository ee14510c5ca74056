using Krypton.Models.Network;

namespace Krypton.Kernels.Cpu;

/// <summary>1×1 convolutions of one map or of several that lie one behind the other along the channels, scaled and shifted on the way where the layer asks for it.</summary>
/// <remarks>
/// A block of pixels goes through the input's depth in chunks, so that pixels, weights and sums of a chunk share the second-level cache.
/// Chunks of one part are read where they lie; those of several parts, or with something to be done on the way, are gathered first.
/// </remarks>
internal sealed unsafe class PointwiseConvolution : Kernel, IBlockWork
{
    /// <summary>Pixels a block: enough to reuse a panel of weights, few enough that the block stays in the second-level cache.</summary>
    private const int BlockPixels = 144;

    private readonly Workers _workers;
    private readonly ConvolutionLayer _layer;
    private readonly PackedWeights _weights;
    private readonly NativeBuffer _bias;
    private readonly Clamp _clamp;
    private readonly AffineFunction? _prepare;
    private readonly PointwiseChunk[] _chunks;
    private readonly RowBands _bands = new();
    private Overlay[] _inputs = [];
    private Overlay? _residual;
    private Overlay _output = null!;

    public PointwiseConvolution(Workers workers, ConvolutionLayer layer, ReadOnlySpan<MapShape> parts)
    {
        (_workers, _layer) = (workers, layer);
        _weights = ConvolutionWeights.ByParts(workers, layer, parts);
        _bias = NativeBuffer.Of(layer.Bias.Length + Microkernel.Columns);
        layer.Bias.CopyTo(_bias.Span);
        _clamp = Clamp.Of(layer.Activation);
        _prepare = layer.Input is null ? null : new AffineFunction(layer.Input, parts);
        _chunks = PointwiseChunk.Cut(parts, _prepare is not null);
    }

    public override string Name => "pointwise";

    public override long WeightBytes => _weights.Bytes;

    public override void Run(Overlay[] inputs, Overlay output)
    {
        (_inputs, _residual, _output) = (inputs, inputs.Length > _layer.Parts ? inputs[_layer.Parts] : null, output);
        _bands.Cut(output, BlockPixels, _workers.Count);
        _workers.Run(this, _bands.Blocks);
    }

    public void RunBlock(int block, int worker)
    {
        var bands = _bands.Block(block);
        var pixels = 0;
        foreach (ref readonly var band in bands)
        {
            pixels += band.Rows * _output.Boxes[band.Position].Width;
        }

        var gathered = 0;
        foreach (ref readonly var chunk in _chunks.AsSpan())
        {
            gathered = Math.Max(gathered, chunk.InPlace ? 0 : chunk.Lanes);
        }

        var pointers = (nint)(pixels + Microkernel.Rows - 1) / Microkernel.Rows * Microkernel.Rows;
        var scratch = _workers.Scratch(worker, (4 * pointers) + 16 + ((long)pixels * gathered));
        var table = (float**)scratch;
        var residual = _residual is null ? null : table + pointers;
        var window = scratch + (((4 * pointers) + 15) / 16 * 16);
        if (_residual is not null)
        {
            PixelPointers.Fill(_residual, _output, bands, 1, 1, residual);
            PixelPointers.FillUp(residual, pixels, 1);
        }

        ref var first = ref _output.Boxes[bands[0].Position];
        var destination = _output.Data + ((nint)(first.Offset + ((long)bands[0].Row * first.Width)) * _output.Stride);
        var product = new BlockProduct(table, 1, pixels, _output.Stride, residual);
        for (var i = 0; i < _chunks.Length; i++)
        {
            ref readonly var chunk = ref _chunks[i];
            if (chunk.InPlace)
            {
                PixelPointers.Fill(_inputs[chunk.Part], _output, bands, _layer.Rows.Stride, _layer.Columns.Stride, table);
            }
            else
            {
                Gather(chunk, bands, window);
                for (var pixel = 0; pixel < pixels; pixel++)
                {
                    table[pixel] = window + ((nint)pixel * chunk.Lanes);
                }
            }

            PixelPointers.FillUp(table, pixels, 1);
            var slice = new DepthSlice(0, 1, chunk.InPlace ? chunk.Offset : 0, chunk.Lanes, 0);
            for (var panel = 0; panel < _weights.Panels; panel++)
            {
                var output = panel * Microkernel.Columns;
                product.Run(
                    slice, _weights.At(panel, 0, chunk.First), _weights.Width(panel), output, _output.Stride - output, destination + output,
                    i == 0 ? _bias.Pointer + output : null, i == _chunks.Length - 1 ? _clamp : null);
            }
        }

        ActivationFunctions.Apply(_clamp.Rest, destination, (long)pixels * _output.Stride);
    }

    public override void Dispose()
    {
        _weights.Dispose();
        _bias.Dispose();
        _prepare?.Dispose();
        base.Dispose();
    }

    /// <summary>Puts a chunk's lanes of all pixels of a block one behind the other, part by part.</summary>
    private void Gather(in PointwiseChunk chunk, ReadOnlySpan<RowBand> bands, float* window)
    {
        var (part, offset) = (chunk.Part, chunk.Offset);
        for (var lane = 0; lane < chunk.Lanes; part++, offset = 0)
        {
            var map = _inputs[part];
            var lanes = Math.Min(map.Stride - offset, chunk.Lanes - lane);
            var to = window + lane;
            foreach (ref readonly var band in bands)
            {
                ref var box = ref _output.Boxes[band.Position];
                for (var y = box.Y + band.Row; y < box.Y + band.Row + band.Rows; y++)
                {
                    for (var x = 0; x < box.Width;)
                    {
                        var from = offset + map.Run(band.Position, y * _layer.Rows.Stride, (box.X + x) * _layer.Columns.Stride, box.Width - x, _layer.Columns.Stride, out var run);
                        Gather(from, (nint)map.Stride * _layer.Columns.Stride, to, chunk.Lanes, run, chunk.First + lane, lanes);
                        to += (nint)run * chunk.Lanes;
                        x += run;
                    }
                }
            }

            lane += lanes;
        }
    }

    private void Gather(float* from, nint fromStride, float* to, nint toStride, int pixels, int first, int lanes)
    {
        if (_prepare is not null)
        {
            _prepare.Apply(from, fromStride, to, toStride, pixels, first, lanes);
            return;
        }

        for (var i = 0; i < pixels; i++, from += fromStride, to += toStride)
        {
            new ReadOnlySpan<float>(from, lanes).CopyTo(new Span<float>(to, lanes));
        }
    }
}
