using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Krypton.Models.Network;

namespace Krypton.Kernels.Cpu;

/// <summary>One filter a channel: a vector of channels at a time, the window's rows copied together first.</summary>
internal sealed unsafe class DepthwiseConvolution : Kernel, IBlockWork
{
    private const int BlockPixels = 256;

    private readonly Workers _workers;
    private readonly ConvolutionLayer _layer;
    private readonly NativeBuffer _weights;
    private readonly NativeBuffer _bias;
    private readonly Clamp _clamp;
    private readonly RowBands _bands = new();
    private Overlay _source = null!;
    private Overlay? _residual;
    private Overlay _output = null!;

    public DepthwiseConvolution(Workers workers, ConvolutionLayer layer, int channels)
    {
        (_workers, _layer) = (workers, layer);
        var stride = Overlay.ChannelStride(channels);
        var taps = layer.Rows.Kernel * layer.Columns.Kernel;
        _weights = NativeBuffer.Of((long)taps * stride);
        for (var c = 0; c < channels; c++)
        {
            for (var t = 0; t < taps; t++)
            {
                _weights.Pointer[(t * stride) + c] = layer.Weights[(c * taps) + t];
            }
        }

        _bias = NativeBuffer.Of(stride);
        layer.Bias.CopyTo(_bias.Span);
        _clamp = Clamp.Of(layer.Activation);
    }

    public override string Name => "depthwise";

    public override long WeightBytes => _weights.Length * sizeof(float);

    public override void Run(Overlay[] inputs, Overlay output)
    {
        (_source, _residual, _output) = (inputs[0], inputs.Length > 1 ? inputs[1] : null, output);
        _bands.Cut(output, BlockPixels, _workers.Count);
        _workers.Run(this, _bands.Blocks);
    }

    public void RunBlock(int block, int worker)
    {
        var stride = (nint)_source.Stride;
        var taps = _layer.Rows.Kernel * _layer.Columns.Kernel;
        var offsets = stackalloc nint[taps];
        foreach (ref readonly var band in _bands.Block(block))
        {
            ref var box = ref _output.Boxes[band.Position];
            var (rows, columns) = (_layer.Rows, _layer.Columns);
            var (height, width) = (((band.Rows - 1) * rows.Stride) + rows.Extent, ((box.Width - 1) * columns.Stride) + columns.Extent);
            var window = _workers.Scratch(worker, (long)height * width * stride);
            for (var y = 0; y < height; y++)
            {
                _source.CopyRow(
                    band.Position, ((box.Y + band.Row) * rows.Stride) - rows.PadBefore + y, (box.X * columns.Stride) - columns.PadBefore, width, window + (y * width * stride));
            }

            for (var t = 0; t < taps; t++)
            {
                offsets[t] = ((t / columns.Kernel * rows.Dilation * width) + (t % columns.Kernel * columns.Dilation)) * stride;
            }

            for (var y = 0; y < band.Rows; y++)
            {
                var to = _output.Data + ((nint)(box.Offset + ((long)(band.Row + y) * box.Width)) * stride);
                Row(window + (y * rows.Stride * width * stride), columns.Stride * stride, offsets, taps, to, box.Width);
                var left = _residual is null ? _clamp.Rest : _layer.Activation;
                Residual.Finish(_residual, left, band.Position, box.Y + band.Row + y, box.X, box.Width, to, _output.Stride);
            }
        }
    }

    public override void Dispose()
    {
        _weights.Dispose();
        _bias.Dispose();
        base.Dispose();
    }

    private void Row(float* from, nint step, nint* offsets, int taps, float* to, int width)
    {
        var wide = Vector512.IsHardwareAccelerated ? _output.Stride / Lanes16.Count * Lanes16.Count : 0;
        Row<Vector512<float>, Lanes16>(0, wide, from, step, offsets, taps, to, width);
        Row<Vector256<float>, Lanes8>(wide, _output.Stride, from, step, offsets, taps, to, width);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Row<T, TLanes>(nint firstChannel, nint endChannel, float* from, nint step, nint* offsets, int taps, float* to, int width)
        where T : struct
        where TLanes : ILanes<T>
    {
        var channels = (nint)_output.Stride;
        var low = TLanes.Broadcast(_residual is null ? _clamp.Low : float.NegativeInfinity);
        var high = TLanes.Broadcast(_residual is null ? _clamp.High : float.PositiveInfinity);
        var x = 0;

        // Four pixels share each weight that is loaded.
        for (; x + 3 < width; x += 4, from += 4 * step, to += 4 * channels)
        {
            for (var c = firstChannel; c < endChannel; c += TLanes.Count)
            {
                var weights = _weights.Pointer + c;
                T a = TLanes.Load(_bias.Pointer + c), b = a, d = a, e = a;
                for (var t = 0; t < taps; t++, weights += channels)
                {
                    var w = TLanes.Load(weights);
                    var p = from + offsets[t] + c;
                    a = TLanes.Fma(w, TLanes.Load(p), a);
                    b = TLanes.Fma(w, TLanes.Load(p + step), b);
                    d = TLanes.Fma(w, TLanes.Load(p + (2 * step)), d);
                    e = TLanes.Fma(w, TLanes.Load(p + (3 * step)), e);
                }

                TLanes.Store(TLanes.Min(TLanes.Max(a, low), high), to + c);
                TLanes.Store(TLanes.Min(TLanes.Max(b, low), high), to + channels + c);
                TLanes.Store(TLanes.Min(TLanes.Max(d, low), high), to + (2 * channels) + c);
                TLanes.Store(TLanes.Min(TLanes.Max(e, low), high), to + (3 * channels) + c);
            }
        }

        for (; x < width; x++, from += step, to += channels)
        {
            for (var c = firstChannel; c < endChannel; c += TLanes.Count)
            {
                var weights = _weights.Pointer + c;
                var a = TLanes.Load(_bias.Pointer + c);
                for (var t = 0; t < taps; t++, weights += channels)
                {
                    a = TLanes.Fma(TLanes.Load(weights), TLanes.Load(from + offsets[t] + c), a);
                }

                TLanes.Store(TLanes.Min(TLanes.Max(a, low), high), to + c);
            }
        }
    }
}
