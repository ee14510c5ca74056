using Krypton.Models.Network;

namespace Krypton.Planning.Cost;

/// <summary>What layers ask of our kernels, counted as the kernels do it (docs/kernels.md).</summary>
public static class KernelWork
{
    private const int WidePanel = 32;

    private const int NarrowPanel = 16;

    /// <summary>Pixels of the microkernel; a block's last rows are on average half empty.</summary>
    private const int MicrokernelRows = 6;

    private const double EmptyRows = (MicrokernelRows - 1) / 2.0;

    private const int BlockPixels = 144;

    private const int BlockTiles = 96;

    private const int BlockLines = 192;

    private const int DepthwiseBlockPixels = 256;

    private const int TileOutputs = 4;

    private const int TilePoints = 36;

    private const int LinePoints = 6;

    /// <summary>Winograd is taken while one of its products may cost this much more than a direct one.</summary>
    private const double TransformOverhead = 1.35;

    /// <summary>Dense layers are updated while an update's products may cost this much more than the whole layer's.</summary>
    private const double UpdateOverhead = 1.2;

    /// <summary>Thinner parts of a 1×1 layer's input are gathered.</summary>
    private const int FewestInPlace = 64;

    /// <summary>Products between two visits of a sum.</summary>
    private const int DepthChunk = 256;

    /// <summary>The work of a node: its own, and that of an activation fused into it which takes an exponential a value.</summary>
    /// <param name="network">The network.</param>
    /// <param name="node">One of its nodes.</param>
    /// <param name="boxes">The boxes of each node.</param>
    /// <param name="calls">Batches that the boxes are run in.</param>
    /// <param name="threads">Threads that share a batch: each has at least one block.</param>
    /// <param name="overBase">False where there is no base to update from.</param>
    public static IEnumerable<LayerWork> Of(NetworkGraph network, NetworkNode node, Func<int, BoxSizes> boxes, double calls, int threads, bool overBase = true)
    {
        var output = boxes(node.Id);
        if (node.Layer is InputLayer or ConstantLayer || output.Boxes == 0)
        {
            yield break;
        }

        var inputs = network.InputShapes(node);
        var family = LayerFamilies.Of(node, inputs);
        var batch = new Batch(output, calls, threads);
        yield return node.Layer is ConvolutionLayer layer
            ? OfConvolution(
                family, layer, [MapShape.Join(inputs.AsSpan(0, layer.Parts)), .. inputs.AsSpan(layer.Parts)], node.Shape, batch, IsInPlace(layer, inputs),
                overBase ? boxes(node.Inputs[0]) : null)
            : OfPass(family, node, inputs, batch, boxes);
        if (node.Layer is not ActivationLayer && LayerFamilies.OfActivation(Fused(node.Layer)) == LayerFamily.Transcendental)
        {
            yield return new LayerWork(LayerFamily.Transcendental, output.Pixels * node.Shape.Stride, 0, 0, 0, 0, 0);
        }
    }

    /// <summary>Bytes of weights as the kernels prepare them for boxes that are not thin.</summary>
    public static double PreparedBytes(LayerFamily family, ConvolutionLayer layer, MapShape input) => Floats(family switch
    {
        LayerFamily.Winograd => (double)TilePoints * input.Stride * PaddedOutputs(layer),
        LayerFamily.WinogradLine => (double)LinePoints * Line(layer).Groups * input.Stride * PaddedOutputs(layer),
        LayerFamily.Depthwise => (double)Taps(layer) * input.Stride,
        _ => Taps(layer) * Depth(layer, input) * PaddedOutputs(layer),
    });

    /// <summary>The activation fused into a layer.</summary>
    public static Activation Fused(Layer layer) => layer switch
    {
        ConvolutionLayer c => c.Activation,
        AffineLayer a => a.Activation,
        BinaryLayer b => b.Activation,
        PoolLayer p => p.Activation,
        _ => Activation.None,
    };

    private static LayerWork OfConvolution(
        LayerFamily family, ConvolutionLayer layer, MapShape[] inputs, MapShape output, Batch batch, bool inPlace, BoxSizes? source)
    {
        switch (family)
        {
            case LayerFamily.Winograd:
                var products = batch.Boxes.Sum((height, width) => Products(height) * Products(width));
                return products * TransformOverhead < batch.Boxes.Pixels * Taps(layer)
                    ? OfTiles(layer, inputs, output, batch, products)
                    : OfWindows(LayerFamily.Direct, layer, inputs, output, batch, inPlace, BlockPixels);
            case LayerFamily.WinogradLine:
                return OfLines(layer, inputs, output, batch);
            case LayerFamily.Dense when source is not null && source.Pixels * UpdateOverhead < (double)inputs[0].Pixels * batch.Boxes.Boxes:
                return OfUpdates(layer, inputs[0], batch, source);
            case LayerFamily.Depthwise:
                return OfWindows(family, layer, inputs, output, batch, inPlace, DepthwiseBlockPixels) with { WeightBytes = 0 };
            default:
                return OfWindows(family, layer, inputs, output, batch, inPlace, BlockPixels);
        }
    }

    /// <summary>Whether a 1×1 layer multiplies its input's lanes where they lie.</summary>
    private static bool IsInPlace(ConvolutionLayer layer, MapShape[] inputs) =>
        layer.Input is null && (layer.Parts == 1 || inputs.Take(layer.Parts).All(i => i.Stride >= FewestInPlace));

    /// <summary>Tiles are transformed to points (written), multiplied there, and transformed back (read).</summary>
    private static LayerWork OfTiles(ConvolutionLayer layer, MapShape[] inputs, MapShape output, Batch batch, double products)
    {
        var tiles = batch.Boxes.Sum((height, width) => (double)Tiles(height, TileOutputs) * Tiles(width, TileOutputs));
        var blocks = batch.Blocks(tiles, BlockTiles);
        var (depth, outputs) = (inputs[0].Stride, PaddedOutputs(layer));
        return new LayerWork(
            LayerFamily.Winograd,
            2 * depth * outputs * (products + (blocks * TilePoints * EmptyRows)),
            Floats((products * ((2 * depth) + outputs)) + Written(batch.Boxes.Pixels, inputs, output)),
            batch.Far(inputs, output, layer),
            Floats(blocks * TilePoints * depth * outputs),
            batch.Boxes.Boxes,
            batch.Calls);
    }

    private static LayerWork OfLines(ConvolutionLayer layer, MapShape[] inputs, MapShape output, Batch batch)
    {
        var (groups, outputsPerTile) = Line(layer);
        var down = layer.Rows.Kernel > 1;
        var tiles = batch.Boxes.Sum((height, width) => down ? (double)Tiles(height, outputsPerTile) * width : (double)height * Tiles(width, outputsPerTile));
        var blocks = batch.Blocks(tiles, BlockLines);
        var (depth, outputs) = (groups * inputs[0].Stride, PaddedOutputs(layer));
        return new LayerWork(
            LayerFamily.WinogradLine,
            2 * depth * outputs * LinePoints * (tiles + (blocks * EmptyRows)),
            Floats((tiles * LinePoints * ((2 * depth) + outputs)) + Written(batch.Boxes.Pixels, inputs, output)),
            batch.Far(inputs, output, layer),
            Floats(blocks * LinePoints * depth * outputs),
            batch.Boxes.Boxes,
            batch.Calls);
    }

    /// <summary>The window of a band of rows is copied (read and written), except for 1×1 kernels, which read where pixels lie.</summary>
    private static LayerWork OfWindows(LayerFamily family, ConvolutionLayer layer, MapShape[] inputs, MapShape output, Batch batch, bool inPlace, int blockPixels)
    {
        var blocks = batch.Blocks(batch.Boxes.Pixels, blockPixels);
        var (taps, depth, outputs) = (Taps(layer), Depth(layer, inputs[0]), PaddedOutputs(layer));
        var read = layer.IsPointwise
            ? batch.Boxes.Pixels * (inPlace ? 1 : 3)
            : 2 * batch.Boxes.Sum((height, width) => Window(layer, height, width, batch.Target(blockPixels)));
        var perPixel = family == LayerFamily.Depthwise ? (double)taps * output.Stride : taps * depth * outputs;
        var empty = family == LayerFamily.Depthwise ? 0 : blocks * EmptyRows;
        return new LayerWork(
            family,
            2 * perPixel * (batch.Boxes.Pixels + empty),
            Floats((read * inputs[0].Stride) + Written(batch.Boxes.Pixels, inputs, output)),
            batch.Far(inputs, output, layer),
            Floats(blocks * taps * depth * outputs),
            batch.Boxes.Boxes,
            batch.Calls);
    }

    /// <summary>For each changed pixel of the map sums are fetched and put back, once a chunk of its channels.</summary>
    private static LayerWork OfUpdates(ConvolutionLayer layer, MapShape input, Batch batch, BoxSizes source)
    {
        var (depth, outputs) = (input.Stride, PaddedOutputs(layer));
        var touched = Math.Min(input.Pixels, source.Pixels / batch.Calls) * batch.Calls;
        var chunks = (depth + DepthChunk - 1) / DepthChunk;
        return new LayerWork(
            LayerFamily.Dense,
            2 * depth * outputs * (source.Pixels + (touched * EmptyRows)),
            Floats((3 * source.Pixels * depth) + (2 * source.Pixels * outputs * chunks)),
            Caches.Far(Floats(2 * source.Pixels * depth), batch.Calls),
            Floats(touched * depth * outputs),
            batch.Boxes.Boxes,
            batch.Calls);
    }

    /// <summary>Layers without weights.</summary>
    private static LayerWork OfPass(LayerFamily family, NetworkNode node, MapShape[] inputs, Batch batch, Func<int, BoxSizes> boxes)
    {
        var (pixels, stride) = (batch.Boxes.Pixels, node.Shape.Stride);
        if (family == LayerFamily.GlobalPool)
        {
            var values = boxes(node.Inputs[0]).Pixels * stride;
            return new LayerWork(family, 2 * values, Floats(2 * values), Caches.Far(Floats(values), batch.Calls), 0, batch.Boxes.Boxes, batch.Calls);
        }

        var read = node.Layer switch
        {
            PoolLayer p => stride * batch.Boxes.Sum((height, width) => (double)Extent(p.Rows, height) * Extent(p.Columns, width)),
            BinaryLayer => pixels * inputs.Where(i => i.Pixels == node.Shape.Pixels).Sum(i => (double)i.Stride),
            _ => pixels * stride,
        };
        var flops = family == LayerFamily.Transcendental ? stride : Flops.PerPixel(node, inputs);
        var bytes = Floats(read + (pixels * stride));
        return new LayerWork(family, flops * pixels, bytes, Caches.Far(bytes, batch.Calls), 0, batch.Boxes.Boxes, batch.Calls);
    }

    private static double Written(double pixels, MapShape[] inputs, MapShape output) => pixels * output.Stride * (inputs.Length > 1 ? 2 : 1);

    private static double Floats(double count) => count * sizeof(float);

    private static int Taps(ConvolutionLayer layer) => layer.Rows.Kernel * layer.Columns.Kernel;

    private static double Depth(ConvolutionLayer layer, MapShape input) => layer.Groups == 1 ? input.Stride : input.Channels / layer.Groups;

    /// <summary>Outputs that the panels of weights hold, zeros included.</summary>
    private static double PaddedOutputs(ConvolutionLayer layer)
    {
        var each = layer.Bias.Length / layer.Groups;
        var rest = each % WidePanel;
        var padded = each - rest + (rest == 0 ? 0 : rest > NarrowPanel ? WidePanel : NarrowPanel);
        return (double)layer.Groups * padded;
    }

    private static int Tiles(int length, int outputs) => (length + outputs - 1) / outputs;

    /// <summary>Products along one axis of a box: two more than its outputs for every tile.</summary>
    private static double Products(int length) => length + (2 * Tiles(length, TileOutputs));

    /// <summary>Groups of three or four taps, and outputs of a tile.</summary>
    private static (int Groups, int Outputs) Line(ConvolutionLayer layer)
    {
        var length = Taps(layer);
        var taps = (length + 2) / 3 * 3 <= (length + 3) / 4 * 4 ? 3 : 4;
        return ((length + taps - 1) / taps, LinePoints + 1 - taps);
    }

    private static int Extent(AxisWindow window, int outputs) => ((outputs - 1) * window.Stride) + window.Extent;

    /// <summary>Pixels of the windows of a box, whose bands overlap where a block does not hold all of it.</summary>
    private static double Window(ConvolutionLayer layer, int height, int width, double target)
    {
        var bands = Math.Clamp(height * width / target, 1, height);
        return (Extent(layer.Rows, height) + ((bands - 1) * Math.Max(0, layer.Rows.Extent - layer.Rows.Stride))) * Extent(layer.Columns, width);
    }

    /// <summary>All boxes of a layer and the calls they are run in.</summary>
    private readonly record struct Batch(BoxSizes Boxes, double Calls, int Threads)
    {
        /// <summary>Blocks of at most that many items, but one a thread in each call.</summary>
        public double Blocks(double items, double most) => Calls * Math.Max(Math.Min(Threads, items / Calls), items / Calls / most);

        /// <summary>Bytes of maps beyond the cache: each input pixel once, and what is written.</summary>
        public double Far(MapShape[] inputs, MapShape output, ConvolutionLayer layer) => Caches.Far(
            Floats((Boxes.Pixels * layer.Rows.Stride * layer.Columns.Stride * inputs[0].Stride) + Written(Boxes.Pixels, inputs, output)), Calls);

        /// <summary>Pixels of a block.</summary>
        public double Target(double most) => Math.Max(1, Boxes.Pixels / Blocks(Boxes.Pixels, most));
    }
}
