using Krypton.Models.Network;

namespace Krypton.Kernels.Cpu;

/// <summary>3×3 convolution of stride 1 by Winograd's F(4×4, 3×3): a quarter of the multiplications, with smaller tiles at the edges of boxes.</summary>
/// <remarks>
/// One flat list of tiles over all positions; a block transforms its tiles, does 36 small matrix products, and transforms back.
/// A tile of m×n outputs takes part in (m + 2)·(n + 2) of the products, so that ragged boxes cost what they hold and no more.
/// </remarks>
internal sealed unsafe class WinogradConvolution : Kernel, IBlockWork
{
    private const int BlockTiles = 96;

    private const int Sides = WinogradAxis.Output;

    private readonly Workers _workers;
    private readonly ConvolutionLayer _layer;
    private readonly PackedWeights _weights;
    private readonly NativeBuffer _bias;
    private readonly Clamp _clamp;
    private readonly int _depth;
    private Tile[] _tiles = new Tile[256];
    private int _count;
    private int _blockTiles;
    private Overlay _source = null!;
    private Overlay? _residual;
    private Overlay _output = null!;

    public WinogradConvolution(Workers workers, ConvolutionLayer layer, MapShape input)
    {
        (_workers, _layer) = (workers, layer);
        _depth = Overlay.ChannelStride(input.Channels);
        var outputs = layer.Bias.Length;
        _weights = new PackedWeights(outputs, WinogradTiles.Points, _depth, zeroed: _depth > input.Channels);
        workers.Run(new WinogradFilters(layer.Weights, input.Channels, _weights), _weights.Panels);
        _bias = NativeBuffer.Of(outputs + Microkernel.Columns);
        layer.Bias.CopyTo(_bias.Span);
        _clamp = Clamp.Of(layer.Activation);
    }

    private struct Tile
    {
        public int Position;
        public int Y;
        public int X;
        public int Height;
        public int Width;
    }

    public override string Name => "winograd";

    public override long WeightBytes => _weights.Bytes;

    /// <summary>Multiplications of the tiles that cover the boxes, against those of the direct sum.</summary>
    public static double RelativeCost(Overlay output)
    {
        long products = 0;
        for (var p = 0; p < output.Count; p++)
        {
            products += Products(output.Boxes[p].Height) * Products(output.Boxes[p].Width);
        }

        return output.Pixels == 0 ? 1 : products / (output.Pixels * 9.0);
    }

    public override void Run(Overlay[] inputs, Overlay output)
    {
        (_source, _residual, _output) = (inputs[0], inputs.Length > 1 ? inputs[1] : null, output);
        _count = 0;
        for (var p = 0; p < output.Count; p++)
        {
            ref var box = ref output.Boxes[p];
            var needed = _count + (Tiles(box.Height) * Tiles(box.Width));
            if (_tiles.Length < needed)
            {
                Array.Resize(ref _tiles, Math.Max(needed, 2 * _tiles.Length));
            }

            for (var y = 0; y < box.Height; y += WinogradAxis.Output)
            {
                for (var x = 0; x < box.Width; x += WinogradAxis.Output)
                {
                    _tiles[_count++] = new Tile
                    {
                        Position = p,
                        Y = y,
                        X = x,
                        Height = Math.Min(WinogradAxis.Output, box.Height - y),
                        Width = Math.Min(WinogradAxis.Output, box.Width - x),
                    };
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
        var outputs = _weights.PaddedOutputs;

        // Odd strides: a power of two would map all points onto the same cache sets.
        nint inputStride = ((nint)_blockTiles * _depth) + 32, outputStride = ((nint)_blockTiles * outputs) + 32;
        var v = _workers.Scratch(worker, (inputStride + outputStride) * WinogradTiles.Points);
        var m = v + (inputStride * WinogradTiles.Points);
        var pixels = stackalloc float*[WinogradTiles.Points];
        var places = stackalloc float*[WinogradTiles.Points];
        var ranks = stackalloc int[Sides * Sides];
        new Span<int>(ranks, Sides * Sides).Clear();
        for (var t = 0; t < count; t++)
        {
            ref var tile = ref _tiles[first + t];
            Locate(ref tile, pixels);
            Place(v, inputStride, _depth, ranks, places);
            WinogradTiles.TransformInput(pixels, _depth, tile.Height, tile.Width, places);
            Count(ref tile, ranks);
        }

        for (var point = 0; point < WinogradTiles.Points; point++)
        {
            PointProduct.Run(_weights, point, v + (point * inputStride), m + (point * outputStride), ranks[Class(point)]);
        }

        new Span<int>(ranks, Sides * Sides).Clear();
        for (var t = 0; t < count; t++)
        {
            ref var tile = ref _tiles[first + t];
            Place(m, outputStride, outputs, ranks, places);
            Finish(ref tile, places);
            Count(ref tile, ranks);
        }
    }

    public override void Dispose()
    {
        _weights.Dispose();
        _bias.Dispose();
        base.Dispose();
    }

    private static int Tiles(int length) => (length + WinogradAxis.Output - 1) / WinogradAxis.Output;

    /// <summary>Products along one axis of a box: two more than its outputs for every tile.</summary>
    private static long Products(int length) => length + (2 * Tiles(length));

    /// <summary>The points that take part under the same condition have the same tiles in the same order.</summary>
    private static int Class(int point) =>
        ((WinogradAxis.Needs[point / WinogradAxis.Input] - 1) * Sides) + WinogradAxis.Needs[point % WinogradAxis.Input] - 1;

    /// <summary>Where the next tile's channels go at each point: behind those of the tiles before it that take part there.</summary>
    private static void Place(float* from, nint pointStride, nint tileStride, int* ranks, float** places)
    {
        for (var point = 0; point < WinogradTiles.Points; point++)
        {
            places[point] = from + (point * pointStride) + (ranks[Class(point)] * tileStride);
        }
    }

    private static void Count(ref Tile tile, int* ranks)
    {
        for (var height = 0; height < tile.Height; height++)
        {
            for (var width = 0; width < tile.Width; width++)
            {
                ranks[(height * Sides) + width]++;
            }
        }
    }

    private void Locate(ref Tile tile, float** pixels)
    {
        ref var box = ref _output.Boxes[tile.Position];
        var (y0, x0) = (box.Y + tile.Y - _layer.Rows.PadBefore, box.X + tile.X - _layer.Columns.PadBefore);
        for (var y = 0; y < tile.Height + 2; y++)
        {
            for (var x = 0; x < tile.Width + 2; x++)
            {
                pixels[(y * WinogradAxis.Input) + x] = _source.PixelOrZero(tile.Position, y0 + y, x0 + x);
            }
        }
    }

    private void Finish(ref Tile tile, float** m)
    {
        ref var box = ref _output.Boxes[tile.Position];
        var (height, width) = (tile.Height, tile.Width);
        nint stride = _output.Stride, rowStride = (nint)box.Width * stride;
        var to = _output.Data + ((nint)(box.Offset + ((long)tile.Y * box.Width) + tile.X) * stride);
        var residual = stackalloc float*[Sides * Sides];
        for (var y = 0; y < height && _residual is not null; y++)
        {
            for (var x = 0; x < width; x++)
            {
                residual[(y * Sides) + x] = _residual.Pixel(tile.Position, box.Y + tile.Y + y, box.X + tile.X + x);
            }
        }

        var target = new WinogradTarget(to, stride, rowStride, _clamp.Low, _clamp.High, _residual is null ? null : residual);
        WinogradTiles.TransformOutput(m, _output.Stride, _bias.Pointer, target, height, width);
        for (var y = 0; y < height && _clamp.Rest.Kind != ActivationKind.None; y++)
        {
            ActivationFunctions.Apply(_clamp.Rest, to + (y * rowStride), width * stride);
        }
    }
}
