using Krypton.Models.Network;
using Krypton.Planning.Physical;

namespace Krypton.Planning.Cost;

/// <summary>Seconds of plans, from what their layers ask of a machine and the machine's coefficients (docs/cost-model.md).</summary>
/// <param name="profile">The machine's coefficients.</param>
/// <param name="threads">CPU threads; work is taken to divide by them, calls are not.</param>
public sealed class CostModel(DeviceProfile profile, int threads)
{
    private const int OpaquePixels = 16;

    private readonly double _slower = (double)profile.Threads / threads;
    private readonly Dictionary<LayerFamily, Coefficients> _kernels = profile.Kernels.ToDictionary(c => c.Family);
    private readonly Dictionary<NetworkGraph, double> _weights = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<LayerFamily, Coefficients> _runtime = profile.Runtime.ToDictionary(c => c.Family);

    /// <summary>All boxes of a node, <paramref name="batch"/> positions at a time, on our kernels.</summary>
    public LayerCost Layer(NetworkGraph network, NetworkNode node, BoxTable boxes, int batch, int images = 1)
    {
        var positions = (double)boxes.RowIntervals(node.Id).Count * boxes.ColumnIntervals(node.Id).Count;
        var calls = Math.Ceiling(positions * images / batch) / images;
        return Cost(KernelWork.Of(network, node, boxes.Sizes, calls, threads), _kernels) + new LayerCost(FarTiles(network, node, calls), 0, 0);
    }

    /// <summary>Seconds for all positions of the boxes' grid, the base being there and weights prepared.</summary>
    public double Incremental(NetworkGraph network, BoxTable boxes, int batch, int images = 1)
    {
        var positions = (double)boxes.RowIntervals(0).Count * boxes.ColumnIntervals(0).Count;
        return network.Nodes.Sum(n => Layer(network, n, boxes, batch, images).Seconds) + (positions * network.Nodes.Count * profile.PerPlacedBox);
    }

    /// <summary>Seconds to use that much memory for the first time.</summary>
    public double Allocation(long bytes) => bytes * profile.PerAllocatedByte;

    /// <summary>Seconds of one full inference on our kernels that keeps every activation, weights being prepared.</summary>
    public double Base(NetworkGraph network) => network.Nodes.Sum(node =>
        Cost(KernelWork.Of(network, node, i => BoxSizes.Whole(network.Nodes[i].Shape), 1, threads, overBase: false), _kernels).Seconds + FarTiles(network, node, 1) +
        Allocation(node.Shape.Bytes));

    /// <summary>Seconds to prepare all weights, which is done once a model.</summary>
    public double Preparation(NetworkGraph network) => _slower * network.Nodes.Where(n => n.Layer is ConvolutionLayer).Sum(node =>
    {
        var (family, bytes) = Prepared(network, node);
        return (family == LayerFamily.Winograd ? profile.PerTilePreparedByte : profile.PerPreparedByte) * bytes;
    });

    /// <summary>Seconds of full inference of that many images on ONNX Runtime, <paramref name="batch"/> at a time.</summary>
    public double Naive(NetworkGraph network, int images, int batch) => RuntimeSuffix(network, 1, images, batch);

    /// <summary>Seconds of the layers from node <paramref name="from"/> on, in full on ONNX Runtime, and of handing over the maps they read from before it.</summary>
    public double RuntimeSuffix(NetworkGraph network, int from, int images, int batch)
    {
        var layers = network.Nodes.Where(n => n.Id >= from).ToList();
        var handed = layers.SelectMany(n => n.Inputs).Distinct().Where(i => i < from && network.Nodes[i].Layer is not ConstantLayer).Sum(i => (double)network.Nodes[i].Shape.Count * sizeof(float));
        return (handed * images * profile.PerHandedByte) + layers.Sum(n => Cost(RuntimeWork.Of(network, n, images, batch), _runtime).Seconds);
    }

    /// <summary>Seconds an image of a part that only ONNX Runtime runs, of which nothing is known but its size: taken to use each weight once a pixel of a small map.</summary>
    /// <param name="bytes">Bytes of the part's ONNX file.</param>
    public double Opaque(long bytes) => _slower * _runtime[LayerFamily.Pointwise].PerFlop * 2 * OpaquePixels * bytes / sizeof(float);

    /// <summary>Seconds that Winograd's weights take more where every call fetches them from memory: nine become thirty-six, so a few large layers outgrow any cache.</summary>
    private double FarTiles(NetworkGraph network, NetworkNode node, double calls)
    {
        if (node.Layer is not ConvolutionLayer || Prepared(network, node) is not (LayerFamily.Winograd, var bytes))
        {
            return 0;
        }

        if (!_weights.TryGetValue(network, out var all))
        {
            all = _weights[network] = network.Nodes.Where(n => n.Layer is ConvolutionLayer).Sum(n => Prepared(network, n).Bytes);
        }

        return all > Caches.Kept ? _slower * profile.PerFarTileByte * bytes * calls : 0;
    }

    /// <summary>How a convolution's weights are prepared, and their bytes.</summary>
    private static (LayerFamily Family, double Bytes) Prepared(NetworkGraph network, NetworkNode node)
    {
        var (inputs, layer) = (network.InputShapes(node), (ConvolutionLayer)node.Layer);
        var family = LayerFamilies.Of(node, inputs);
        return (family, KernelWork.PreparedBytes(family, layer, MapShape.Join(inputs.AsSpan(0, layer.Parts))));
    }

    private LayerCost Cost(IEnumerable<LayerWork> parts, Dictionary<LayerFamily, Coefficients> coefficients)
    {
        var cost = default(LayerCost);
        foreach (var work in parts)
        {
            cost += new LayerCost(coefficients[work.Family].Seconds(work, _slower), work.Flops, work.Bytes + work.WeightBytes);
        }

        return cost;
    }
}
