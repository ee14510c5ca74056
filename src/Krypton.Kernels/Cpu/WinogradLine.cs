using Krypton.Models.Network;

namespace Krypton.Kernels.Cpu;

/// <summary>Convolution along one axis (1×3, 7×1, …) of stride 1 by Winograd's method in one dimension, at the same six points as the 3×3 kernel.</summary>
/// <remarks>
/// Six points give four outputs of three taps or three outputs of four. Longer kernels are cut into groups of taps whose products
/// are summed before the way back: seven taps are two groups of four at three outputs a tile, 4 products an output instead of 7.
/// </remarks>
internal sealed unsafe class WinogradLine : Kernel, IBlockWork
{
    private const int BlockTiles = 192;

    private const int Points = WinogradAxis.Input;

    private readonly Workers _workers;
    private readonly ConvolutionLayer _layer;
    private readonly PackedWeights _weights;
    private readonly NativeBuffer _bias;
    private readonly Clamp _clamp;
    private readonly bool _down;
    private readonly int _taps;
    private readonly int _groups;
    private readonly int _outputs;
    private readonly int _depth;
    private Tile[] _tiles = new Tile[256];
    private int _count;
    private int _blockTiles;
    private Overlay _source = null!;
    private Overlay? _residual;
    private Overlay _output = null!;

    public WinogradLine(Workers workers, ConvolutionLayer layer, MapShape input)
    {
        (_workers, _layer) = (workers, layer);
        _down = layer.Rows.Kernel > 1;
        var length = Length(layer);
        _taps = GroupTaps(length);
        _groups = (length + _taps - 1) / _taps;
        _outputs = Points + 1 - _taps;
        _depth = Overlay.ChannelStride(input.Channels);
        _weights = PackedWeights.Of(
            workers, layer.Bias.Length, Points, _groups * _depth,
            new PointWeights(layer.Weights, [.. Enumerable.Range(0, Points).Select(p => WinogradAxis.FilterRow(p, _taps))], length, input.Channels, _depth));
        _bias = NativeBuffer.Of(layer.Bias.Length + Microkernel.Columns);
        layer.Bias.CopyTo(_bias.Span);
        _clamp = Clamp.Of(layer.Activation);
    }

    private struct Tile
    {
        public int Position;
        public int Y;
        public int X;
    }

    public override string Name => "winograd line";

    public override long WeightBytes => _weights.Bytes;

    public override void Run(Overlay[] inputs, Overlay output)
    {
        (_source, _residual, _output) = (inputs[0], inputs.Length > 1 ? inputs[1] : null, output);
        _count = 0;
        var (stepY, stepX) = _down ? (_outputs, 1) : (1, _outputs);
        for (var p = 0; p < output.Count; p++)
        {
            ref var box = ref output.Boxes[p];
            for (var y = 0; y < box.Height; y += stepY)
            {
                for (var x = 0; x < box.Width; x += stepX)
                {
                    if (_count == _tiles.Length)
                    {
                        Array.Resize(ref _tiles, 2 * _tiles.Length);
                    }

                    _tiles[_count++] = new Tile { Position = p, Y = y, X = x };
                }
            }
        }

        _blockTiles = PointProduct.BlockTiles(_count, _workers.Count, BlockTiles);
        _workers.Run(this, (_count + _blockTiles - 1) / _blockTiles);
    }

    public void RunBlock(int block, int worker)
    {
        var first = block * _blockTiles;
        var count = Math.Min(_blockTiles, _count - first);
        var (depth, outputs) = (_groups * _depth, _weights.PaddedOutputs);
        nint inputStride = ((nint)_blockTiles * depth) + 32, outputStride = ((nint)_blockTiles * outputs) + 32;
        var v = _workers.Scratch(worker, (inputStride + outputStride) * Points);
        var m = v + (inputStride * Points);
        var pixels = stackalloc float*[Points];
        for (var t = 0; t < count; t++)
        {
            ref var tile = ref _tiles[first + t];
            ref var box = ref _output.Boxes[tile.Position];
            var (y0, x0) = (box.Y + tile.Y - _layer.Rows.PadBefore, box.X + tile.X - _layer.Columns.PadBefore);
            for (var g = 0; g < _groups; g++)
            {
                for (var i = 0; i < Points; i++)
                {
                    var at = (g * _taps) + i;
                    pixels[i] = _down ? _source.PixelOrZero(tile.Position, y0 + at, x0) : _source.PixelOrZero(tile.Position, y0, x0 + at);
                }

                WinogradLines.TransformInput(pixels, _depth, v + ((nint)t * depth) + (g * _depth), inputStride);
            }
        }

        for (var point = 0; point < Points; point++)
        {
            PointProduct.Run(_weights, point, v + (point * inputStride), m + (point * outputStride), count);
        }

        for (var t = 0; t < count; t++)
        {
            Finish(ref _tiles[first + t], m + ((nint)t * outputs), outputStride);
        }
    }

    public override void Dispose()
    {
        _weights.Dispose();
        _bias.Dispose();
        base.Dispose();
    }

    private static int Length(ConvolutionLayer layer) => layer.Rows.Kernel * layer.Columns.Kernel;

    /// <summary>Taps a group: whichever of three and four needs fewer products an output.</summary>
    private static int GroupTaps(int length) => (length + 2) / 3 * 3 <= (length + 3) / 4 * 4 ? 3 : 4;

    private void Finish(ref Tile tile, float* m, nint pointStride)
    {
        ref var box = ref _output.Boxes[tile.Position];
        nint stride = _output.Stride, step = _down ? box.Width * stride : stride;
        var to = _output.Data + ((nint)(box.Offset + ((long)tile.Y * box.Width) + tile.X) * stride);
        var count = Math.Min(_outputs, _down ? box.Height - tile.Y : box.Width - tile.X);
        var clamp = _residual is null ? _clamp : Clamp.Nothing;
        WinogradLines.TransformOutput(m, pointStride, (int)stride, _bias.Pointer, to, step, count, _outputs, clamp.Low, clamp.High);
        for (var i = 0; i < count && (_residual is not null || clamp.Rest.Kind != ActivationKind.None); i++)
        {
            var (y, x) = (box.Y + tile.Y + (_down ? i : 0), box.X + tile.X + (_down ? 0 : i));
            Residual.Finish(_residual, _layer.Activation, tile.Position, y, x, 1, to + (i * step), _output.Stride);
        }
    }

    /// <summary>A point a tap: for each group and channel the group's taps times the point's powers.</summary>
    private readonly record struct PointWeights(float[] Weights, double[][] Powers, int Length, int Channels, int Depth) : IWeightSource
    {
        public float At(int output, int tap, int k)
        {
            var (group, channel) = (k / Depth, k % Depth);
            var (powers, sum) = (Powers[tap], 0.0);
            for (var j = 0; j < powers.Length && channel < Channels; j++)
            {
                var at = (group * powers.Length) + j;
                sum += at < Length ? powers[j] * Weights[(((output * Length) + at) * Channels) + channel] : 0;
            }

            return (float)sum;
        }
    }
}
