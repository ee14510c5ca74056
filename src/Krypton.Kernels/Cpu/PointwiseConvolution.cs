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

    /// <summary>A row can begin in the base, go on in the box and end in the base again.</summary>
    private const int RunsPerPartRow = 3;

    private readonly Workers _workers;
    private readonly ConvolutionLayer _layer;
    private readonly PackedWeights _weights;
    private readonly NativeBuffer _bias;
    private readonly Clamp _clamp;
    private readonly AffineFunction? _prepare;
    private readonly PointwiseChunk[] _chunks;
    private readonly int _mostParts;
    private readonly int _mostGathered;
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
        _mostGathered = _chunks.Max(c => c.InPlace ? 0 : c.Lanes);
        _mostParts = _chunks.Max(c => c.Parts);
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

        // The block that this worker takes next, if all of them keep pace.
        var next = block + _workers.Count < _bands.Blocks ? _bands.Block(block + _workers.Count) : default;
        var (rows, pixels) = Size(bands);
        var mostRuns = RunsPerPartRow * _mostParts * Math.Max(rows, Size(next).Rows);
        var tiles = (pixels + Microkernel.Rows - 1) / Microkernel.Rows;
        var pointers = (nint)tiles * Microkernel.Rows;
        var scratch = _workers.Scratch(worker, (4 * pointers) + ((long)mostRuns * sizeof(SourceRun) / sizeof(float)) + 16 + ((long)pixels * _mostGathered));
        var table = (float**)scratch;
        var residual = _residual is null ? null : table + pointers;
        var runs = (SourceRun*)(table + (2 * pointers));
        var window = (float*)(((nuint)(runs + mostRuns) + 63) / 64 * 64);
        if (_residual is not null)
        {
            PixelPointers.Fill(_residual, _output, bands, 1, 1, residual);
            PixelPointers.FillUp(residual, pixels, 1);
        }

        ref var first = ref _output.Boxes[bands[0].Position];
        var destination = _output.Data + ((nint)(first.Offset + ((long)bands[0].Row * first.Width)) * _output.Stride);
        SourcePrefetch ahead;
        var product = new BlockProduct(table, 1, pixels, _output.Stride, residual, &ahead);
        var count = List(_chunks[0], bands, runs);
        for (var i = 0; i < _chunks.Length; i++)
        {
            ref readonly var chunk = ref _chunks[i];
            Fetch(chunk, runs, count, window, table);
            PixelPointers.FillUp(table, pixels, 1);
            count = i + 1 < _chunks.Length ? List(_chunks[i + 1], bands, runs) : List(_chunks[0], next, runs);

            // The next chunk's pixels come while this one is multiplied: hardware does not look so far ahead.
            ahead = new SourcePrefetch(runs, count, tiles * _weights.Panels);
            var slice = new DepthSlice(0, 1, 0, chunk.Lanes, 0);
            for (var panel = 0; panel < _weights.Panels; panel++)
            {
                var output = panel * Microkernel.Columns;
                var following = panel + 1 < _weights.Panels ? _weights.At(panel + 1, 0, chunk.First) : _weights.At(0, 0, _chunks[(i + 1) % _chunks.Length].First);
                product.Run(
                    slice, _weights.At(panel, 0, chunk.First), following, _weights.Width(panel), output, _output.Stride - output, destination + output,
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

    private (int Rows, int Pixels) Size(ReadOnlySpan<RowBand> bands)
    {
        var (rows, pixels) = (0, 0);
        foreach (ref readonly var band in bands)
        {
            rows += band.Rows;
            pixels += band.Rows * _output.Boxes[band.Position].Width;
        }

        return (rows, pixels);
    }

    /// <summary>Lists where a chunk's lanes of a block's pixels lie, part by part and row by row.</summary>
    /// <returns>The number of runs.</returns>
    private int List(in PointwiseChunk chunk, ReadOnlySpan<RowBand> bands, SourceRun* runs)
    {
        var begin = runs;
        var (part, offset) = (chunk.Part, chunk.Offset);
        var unitSteps = _layer is { Rows.Stride: 1, Columns.Stride: 1 };
        for (var lane = 0; lane < chunk.Lanes; part++, offset = 0)
        {
            var map = _inputs[part];
            var lanes = Math.Min(map.Stride - offset, chunk.Lanes - lane);
            var to = lane;
            foreach (ref readonly var band in bands)
            {
                ref var box = ref _output.Boxes[band.Position];
                for (int y = box.Y + band.Row, end = y + band.Rows, rows; y < end; y += rows)
                {
                    rows = unitSteps ? map.ContiguousRows(band.Position, y, box.X, box.Width, end - y) : 1;
                    for (var x = 0; x < box.Width;)
                    {
                        var from = map.Run(band.Position, y * _layer.Rows.Stride, (box.X + x) * _layer.Columns.Stride, box.Width - x, _layer.Columns.Stride, out var pixels);
                        *runs++ = new SourceRun(from + offset, (nint)map.Stride * _layer.Columns.Stride, pixels * rows, chunk.First + lane, lanes, to);
                        to += pixels * rows * chunk.Lanes;
                        x += pixels;
                    }
                }
            }

            lane += lanes;
        }

        return (int)(runs - begin);
    }

    /// <summary>Points at a chunk's lanes of a block's pixels, which are put one behind the other first where they do not lie so.</summary>
    private void Fetch(in PointwiseChunk chunk, SourceRun* runs, int count, float* window, float** table)
    {
        for (var run = runs; run < runs + count; run++)
        {
            for (var pixel = 0; pixel < run->Pixels && chunk.InPlace; pixel++)
            {
                *table++ = run->From + (pixel * run->Stride);
            }

            for (var pixel = 0; pixel < run->Pixels && run->First == chunk.First && !chunk.InPlace; pixel++)
            {
                *table++ = window + run->To + (pixel * (nint)chunk.Lanes);
            }

            if (!chunk.InPlace)
            {
                Gather(*run, window + run->To, chunk.Lanes);
            }
        }
    }

    private void Gather(in SourceRun run, float* to, nint toStride)
    {
        if (_prepare is not null)
        {
            _prepare.Apply(run.From, run.Stride, to, toStride, run.Pixels, run.First, run.Lanes);
            return;
        }

        var from = run.From;
        for (var i = 0; i < run.Pixels; i++, from += run.Stride, to += toStride)
        {
            new ReadOnlySpan<float>(from, run.Lanes).CopyTo(new Span<float>(to, run.Lanes));
        }
    }
}
