using Krypton.Models.Network;

namespace Krypton.Planning.Physical;

/// <summary>What an incremental plan will hold, in bytes: an upper bound from the layers' shapes and the largest boxes of the grid.</summary>
/// <param name="Weights">Weights as the kernels prepare them.</param>
/// <param name="Activations">The base's maps of one image.</param>
/// <param name="Scratch">Working memory of the kernels, all threads together.</param>
/// <param name="PerPosition">Boxes of one position, and the differences that dense layers are updated from.</param>
public sealed record MemoryEstimate(long Weights, long Activations, long Scratch, long PerPosition)
{
    /// <summary>Panels of weights are filled up to this many outputs.</summary>
    private const int PanelOutputs = 32;

    /// <summary>Pixels, or Winograd tiles, that a kernel works on at a time.</summary>
    private const int BlockPixels = 144;

    private const int BlockTiles = 96;

    private const int TilePoints = 36;

    private const int BlockLines = 192;

    private const int LinePoints = 6;

    /// <summary>What a 1×1 layer notes, in words, for a part's pixels that lie in one piece, three times a row.</summary>
    private const int RunWords = 3 * 6;

    /// <summary>Groups of taps that a line of up to seven taps is cut into, at most.</summary>
    private const int LineGroups = 2;

    /// <summary>What is held whatever the batch.</summary>
    public long Fixed => Weights + Activations + Scratch;

    /// <param name="boxes">One table for each grid of positions.</param>
    public static MemoryEstimate Of(NetworkGraph network, IReadOnlyList<BoxTable> boxes, int threads)
    {
        var layers = network.Nodes.Where(n => n.Layer is ConvolutionLayer)
            .Select(n => (Layer: (ConvolutionLayer)n.Layer, Family: LayerFamilies.Of(n, network.InputShapes(n)), Output: n, Input: MapShape.Join(network.InputShapes(n).AsSpan(0, ((ConvolutionLayer)n.Layer).Parts)))).ToList();
        var differences = layers.Where(l => l.Family == LayerFamily.Dense).Sum(l => boxes.Max(b => b.LargestBox(l.Output.Inputs[0])) * l.Input.Stride * sizeof(float));
        return new MemoryEstimate(
            layers.Sum(l => WeightBytes(l.Family, l.Layer, l.Input)),
            network.Nodes.Sum(n => n.Shape.Bytes),
            threads * layers.Select(l => ScratchBytes(l.Family, l.Layer, l.Input, l.Output.Shape)).DefaultIfEmpty().Max(),
            Math.Max(1, new BufferPlan(network, boxes).BytesPerPosition + differences));
    }

    /// <summary>Bytes of full inference on ONNX Runtime: the weights, and at most all maps of a batch.</summary>
    public static long RuntimeBytes(NetworkGraph network, int batch) =>
        (network.Nodes.Sum(n => n.Layer is ConvolutionLayer c ? c.Weights.LongLength : 0) * sizeof(float)) + (batch * network.Nodes.Sum(n => n.Shape.Bytes));

    private static long WeightBytes(LayerFamily family, ConvolutionLayer layer, MapShape input)
    {
        var outputs = (layer.Bias.Length + (layer.Groups * PanelOutputs) - 1) / (layer.Groups * PanelOutputs) * (long)(layer.Groups * PanelOutputs);
        var direct = outputs * layer.Rows.Kernel * layer.Columns.Kernel * (layer.Groups == 1 ? input.Stride : input.Channels / layer.Groups) * sizeof(float);

        // A 3×3 layer can hold both forms, one along an axis has its own.
        return family == LayerFamily.WinogradLine ? Math.Max(direct, outputs * LinePoints * LineGroups * input.Stride * sizeof(float))
            : family == LayerFamily.Winograd ? direct + (outputs * TilePoints * input.Stride * sizeof(float))
            : direct;
    }

    private static long ScratchBytes(LayerFamily family, ConvolutionLayer layer, MapShape input, MapShape output)
    {
        var (rows, columns) = (layer.Rows, layer.Columns);
        var band = Math.Max(1, BlockPixels / output.Width);
        var window = (((band - 1L) * rows.Stride) + rows.Extent) * (((output.Width - 1L) * columns.Stride) + columns.Extent);
        var scattered = (long)BlockPixels * rows.Extent * columns.Extent;

        // A pointer a tap and one to the residual; a 1×1 layer's gathering also lists where each part's pixels lie.
        var pointers = (long)BlockPixels * ((rows.Kernel * columns.Kernel) + 1 + (layer.Parts * RunWords)) * sizeof(long);
        var direct = (Math.Max(window, scattered) * input.Stride * sizeof(float)) + pointers;
        return family == LayerFamily.WinogradLine
            ? Math.Max(direct, (long)((LineGroups * input.Stride) + output.Stride + PanelOutputs) * (BlockLines + 6) * LinePoints * sizeof(float))
            : family == LayerFamily.Winograd
            ? Math.Max(direct, (long)(input.Stride + output.Stride + PanelOutputs) * (BlockTiles + 6) * TilePoints * sizeof(float))
            : direct;
    }
}
