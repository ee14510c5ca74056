using Krypton.Models.Network;
using Krypton.Planning.Cost;

namespace Krypton.Planning.Physical;

/// <summary>What a plan will hold of a device's memory, in bytes: an upper bound from the layers' shapes and the largest boxes of the grid.</summary>
internal sealed class AcceleratorMemory
{
    /// <summary>Two batches are under way at once.</summary>
    private const int Slots = 2;

    /// <summary>Kernels number values with 31 bits.</summary>
    private const long MostFloats = 1L << 32;

    /// <summary>Memory is taken in steps of an eighth.</summary>
    private const double Steps = 1.125;

    private readonly NetworkGraph _network;
    private readonly IReadOnlyList<BoxTable> _boxes;
    private readonly int _images;
    private readonly int _fullFrom;
    private readonly long _fixed;
    private readonly long _perPosition;
    private readonly long _widest;

    /// <param name="images">Images whose maps are held at a time.</param>
    /// <param name="fills">Pictures that patches show, for each image.</param>
    /// <param name="fullFrom">The node from which on every box is the whole map.</param>
    public AcceleratorMemory(NetworkGraph network, IReadOnlyList<BoxTable> boxes, int images, int fills, int fullFrom, AcceleratorCost cost)
    {
        (_network, _boxes, _images, _fullFrom) = (network, boxes, images, fullFrom);
        Maps = InSteps(images * network.Nodes.Sum(n => Bytes(n.Shape)));
        var weights = network.Nodes.Sum(n => n.Layer is ConvolutionLayer c ? AcceleratorCost.WeightBytes(c) : 0);
        _fixed = weights + InSteps((Slots * cost.BytesBesideBoxes(network, images)) + ((long)images * fills * Bytes(network.Nodes[0].Shape)));
        _perPosition = Slots * InSteps(Overlays() + Records);
        _widest = network.Nodes.Max(BoxBytes) / sizeof(float);
    }

    /// <summary>The original images' maps.</summary>
    public long Maps { get; }

    private long Records => (long)_network.Nodes.Count * AcceleratorCost.RecordBytes;

    /// <summary>Positions of a batch that fit into so much; below one if not even one does.</summary>
    public long Room(long limit) => Math.Min((limit - _fixed - Maps) / _perPosition, MostFloats / 4 / Math.Max(1, _widest));

    /// <summary>Bytes with batches of that size, and whether the original images lead the first.</summary>
    /// <param name="single">Whether there is one batch only.</param>
    public (long Bytes, bool Leads) With(int batch, bool single, long limit, long deviceBytes)
    {
        // A first batch with the originals has its own memory, which they keep; where it is the only one, nothing else is taken.
        var leading = LeadingBatch.Bytes(_network, _boxes, _images, batch, _fullFrom);
        var led = _fixed + InSteps((long)leading) + (batch * (single ? Records : _perPosition));
        return LeadingBatch.IsSmall(leading, deviceBytes) && led <= limit ? (led, true) : (_fixed + Maps + (batch * _perPosition), false);
    }

    private static long InSteps(long bytes) => (long)(Steps * bytes);

    /// <summary>Channels lie in fours on a device.</summary>
    private static long Bytes(MapShape shape) => shape.Pixels * PixelBytes(shape);

    private static long PixelBytes(MapShape shape) => (shape.Channels + 3L) / 4 * 4 * sizeof(float);

    private long BoxBytes(NetworkNode node) => node.Id >= _fullFrom ? Bytes(node.Shape) : _boxes.Max(b => b.LargestBox(node.Id)) * PixelBytes(node.Shape);

    /// <summary>Boxes of one position: nodes that are not wanted at the same time share memory.</summary>
    private long Overlays()
    {
        var plan = new BufferPlan(_network, _boxes);
        return _network.Nodes.GroupBy(n => plan.BufferOf(n.Id)).Sum(buffer => buffer.Max(BoxBytes));
    }
}
