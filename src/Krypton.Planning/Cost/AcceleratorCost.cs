using Krypton.Models.Network;
using Krypton.Planning.Physical;

namespace Krypton.Planning.Cost;

/// <summary>Seconds of plans on a device beside the CPU: launches, products at the occupancy that a batch's tiles reach, bytes, transfers.</summary>
/// <param name="profile">What the device costs.</param>
/// <param name="precision">The precision of products: fp32, tf32, 3xtf32 or bf16.</param>
public sealed class AcceleratorCost(AcceleratorProfile profile, string precision)
{
    private const int TilePixels = 128;

    private const int MostOutputs = 128;

    /// <summary>Outputs of tiles come in steps of this.</summary>
    private const int OutputStep = 32;

    /// <summary>Channels that a step takes, and half of one.</summary>
    private const int StepChannels = 32;

    private const int HalfChannels = 16;

    /// <summary>Groups of threads that a multiprocessor holds at once.</summary>
    private const int GroupsTogether = 2;

    /// <summary>Channels of one tap below which a tile's depth is not split among groups.</summary>
    private const int LeastDepth = 128;

    /// <summary>How a tile's speed falls with its outputs: 0.81, 0.59 and 0.35 of the widest at 96, 64 and 32 (measured on an H200, docs/gpu.md: 0.8, 0.6, 0.35).</summary>
    private const double NarrowLoss = 0.75;

    /// <summary>Bytes of a box record; every node has one for each position.</summary>
    public const int RecordBytes = 32;

    /// <summary>Records of a node are made in steps of at most this.</summary>
    private const int RecordStep = 64;

    /// <summary>Seconds of the host to work out one box, guessed; whole maps need none.</summary>
    private const double PerPlacedBox = 1e-7;

    /// <summary>Operations a second that products reach, by the profile.</summary>
    public double PeakFlops => 1 / PerFlop;

    private double PerFlop => precision switch
    {
        "tf32" => profile.PerTf32Flop,
        "3xtf32" => profile.PerSplitFlop,
        "bf16" => profile.PerBf16Flop,
        _ => profile.PerFlop,
    };

    /// <summary>Seconds for all positions of a grid, weights and base being there.</summary>
    /// <param name="fullFrom">From which node on every box is the whole map.</param>
    public double Positions(NetworkGraph network, BoxTable boxes, int batch, int fullFrom = int.MaxValue)
    {
        var batches = Math.Ceiling((double)boxes.Grid.Count / batch);
        var device = network.Nodes.Sum(n => Layer(network, n, boxes, batch, fullFrom)) + (batches * Transfers(network, batch));

        // The host works out boxes while the batch before is computed, but nothing hides the first.
        var placing = PerPlacedBox * Math.Min(fullFrom, network.Nodes.Count) * Math.Min(batch, boxes.Grid.Count);
        return Math.Max(device, placing * (batches - 1)) + placing;
    }

    /// <summary>Seconds of one node for all positions of a grid.</summary>
    public double Layer(NetworkGraph network, NetworkNode node, BoxTable boxes, int batch, int fullFrom = int.MaxValue)
    {
        var pixels = node.Id >= fullFrom ? (double)node.Shape.Pixels * boxes.Grid.Count : boxes.AllBoxes(node.Id);
        return Seconds(network, node, pixels, Math.Ceiling((double)boxes.Grid.Count / batch));
    }

    /// <summary>Seconds of the base activations of one image.</summary>
    /// <param name="along">Whether they are computed along with a batch, by the same launches and transfers.</param>
    public double Base(NetworkGraph network, bool along = false) =>
        network.Nodes.Sum(n => Seconds(network, n, n.Shape.Pixels, 1) - (along && n.Layer is not (InputLayer or ConstantLayer) ? profile.PerLaunch : 0)) + (along ? 0 : Transfers(network, 1));

    /// <summary>Bytes that a batch under way takes besides its boxes: sums of split depths where convolutions are split (CUDA), and records.</summary>
    public long BytesBesideBoxes(NetworkGraph network, int batch) =>
        (profile.Device == "cuda" ? (long)profile.Multiprocessors * GroupsTogether * TilePixels * MostOutputs * sizeof(float) : 0) + ((long)network.Nodes.Count * (batch + RecordStep) * RecordBytes);

    /// <summary>Bytes of a layer's weights on the device. Twice the weights are enough for what fills up tiles and steps, but for groups of few channels; groups that are no fours are not filled up.</summary>
    public static long WeightBytes(ConvolutionLayer layer)
    {
        var (outputs, taps) = (layer.Bias.Length / layer.Groups, layer.Rows.Kernel * layer.Columns.Kernel);
        var channels = layer.Weights.Length / (layer.Bias.Length * taps);
        var filled = layer.Groups > 1 && channels % 4 == 0 && outputs % 4 == 0
            ? layer.Groups * Filled(outputs, OutputStep) * Filled(taps * Filled(channels, HalfChannels), StepChannels)
            : 0;
        return sizeof(float) * Math.Max(filled, 2 * layer.Weights.LongLength);
    }

    /// <summary>Seconds to upload the weights, which is done once a model.</summary>
    public double Preparation(NetworkGraph network) =>
        network.Nodes.Sum(n => n.Layer is ConvolutionLayer c ? profile.PerTransfer + (profile.PerTransferredByte * c.Weights.Length * sizeof(float)) : 0);

    /// <summary>Boxes go up and outputs come down once a batch.</summary>
    private double Transfers(NetworkGraph network, int batch) =>
        (2 * profile.PerTransfer) + (profile.PerTransferredByte * batch * ((network.Nodes.Count * RecordBytes) + network.Outputs.Sum(o => (double)network.Nodes[o].Shape.Bytes)));

    private double Seconds(NetworkGraph network, NetworkNode node, double pixels, double batches)
    {
        if (node.Layer is InputLayer or ConstantLayer || pixels == 0)
        {
            return 0;
        }

        var inputs = network.InputShapes(node);
        var (read, flops) = node.Layer switch
        {
            ConvolutionLayer c => (c.Rows.Stride * c.Columns.Stride * inputs.Sum(i => (double)i.Stride), Products(c, inputs, pixels, batches)),
            PoolLayer p => ((double)p.Rows.Stride * p.Columns.Stride * inputs[0].Stride, 0.0),
            _ => (inputs.Sum(i => (double)i.Stride), 0.0),
        };
        var weights = node.Layer is ConvolutionLayer { Weights.Length: var count } ? count * batches : 0;
        var bytes = sizeof(float) * ((pixels * (read + node.Shape.Stride)) + weights);
        return (batches * profile.PerLaunch) + Math.Max(flops * PerFlop, bytes * profile.PerByte);
    }

    /// <summary>Operations of whole tiles, more where tiles are narrow, and where they are too few to fill the device even with their depth split.</summary>
    private double Products(ConvolutionLayer layer, MapShape[] inputs, double pixels, double batches)
    {
        var outputs = layer.Bias.Length / layer.Groups;
        var depth = (double)layer.Rows.Kernel * layer.Columns.Kernel * inputs.Take(layer.Parts).Sum(i => (double)i.Stride) / layer.Groups;
        if (layer.Groups > 1 && layer.Groups == inputs[0].Channels)
        {
            return 2 * depth * pixels * layer.Bias.Length;
        }

        var width = Math.Min(MostOutputs, (outputs + OutputStep - 1) / OutputStep * OutputStep);
        var tiles = Math.Ceiling(pixels / batches / TilePixels) * Math.Ceiling((double)outputs / width) * layer.Groups;
        var together = (double)profile.Multiprocessors * GroupsTogether;
        var splits = Math.Max(1, Math.Min(depth / LeastDepth, together / tiles));
        var filled = Math.Min(1, tiles * splits / together);
        return 2 * depth * TilePixels * width * tiles * batches / (filled * Math.Pow((double)width / MostOutputs, NarrowLoss));
    }

    private static long Filled(long count, int step) => (count + step - 1) / step * step;
}
