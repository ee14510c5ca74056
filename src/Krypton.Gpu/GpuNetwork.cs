using System.Collections.Concurrent;
using Krypton.Execution.Incremental;
using Krypton.Execution.Inference;
using Krypton.Gpu.Launches;
using Krypton.Models.Network;
using Krypton.Planning.Physical;

namespace Krypton.Gpu;

/// <summary>A network with its weights in a device's memory: uploaded once, they serve every image and query.</summary>
public sealed class GpuNetwork : IDeviceNetwork
{
    private const int RowStep = 8;

    private const int FewRows = 64;

    private readonly IReadOnlyList<GpuLayer?> _layers;
    private readonly bool _owned;
    private readonly ConcurrentDictionary<int, Lazy<Wiring>> _wirings = [];
    private readonly Lazy<MapShape[][]> _inputShapes;

    /// <exception cref="GpuException">The weights do not fit into the device's memory.</exception>
    public GpuNetwork(NetworkGraph network, GpuDevice device, Precision precision = Precision.Fp32)
    {
        if (precision != Precision.Fp32 && !device.HasTensorCores)
        {
            throw new GpuException($"{device.Name} has no tensor cores for {precision.ToString().ToLowerInvariant()}");
        }

        (Network, Device, Precision, _owned, _inputShapes) = (network, device, precision, true, ShapesOf(network));
        var layers = new GpuLayer?[network.Nodes.Count];
        _layers = layers;
        try
        {
            foreach (var node in network.Nodes.Where(n => n.Layer is not (InputLayer or ConstantLayer)))
            {
                layers[node.Id] = LayerCompiler.Compile(device, node, network.InputShapes(node), precision);
            }
        }
        catch (Exception e)
        {
            Dispose();
            throw Memory.Explain(e);
        }
    }

    /// <summary>A network over layers of others: for each node the network and the node it comes from.</summary>
    public GpuNetwork(NetworkGraph network, IReadOnlyList<(GpuNetwork Network, int Node)> origins)
    {
        (Network, Device, Precision, _inputShapes) = (network, origins[0].Network.Device, origins[0].Network.Precision, ShapesOf(network));
        _layers = [.. origins.Select(o => o.Network._layers[o.Node])];
    }

    public NetworkGraph Network { get; }

    public GpuDevice Device { get; }

    public Precision Precision { get; }

    /// <summary>From which node on every position's box is the whole map: 1 is full inference, all nodes none of it.</summary>
    public int FullFrom { get; init; } = int.MaxValue;

    /// <summary>Whether the original images may be computed along with a first batch, which keeps more memory (<see cref="LeadingBatch"/>).</summary>
    public bool Leads { get; init; } = true;

    /// <summary>Whether segments wait for each layer and keep its time. One batch at a time then, so the whole takes longer.</summary>
    public bool TimesLayers { get; init; }

    /// <summary>Bytes of weights and tables on the device.</summary>
    public long WeightBytes => _layers.Sum(l => l?.WeightBytes ?? 0);

    /// <summary>What a layer's kernel is called.</summary>
    public string KernelName(int node) => _layers[node]?.Name ?? "";

    public IBaseMaps Materialize(IReadOnlyList<float[]> images, CancellationToken cancellation) => new GpuBase(this, images);

    public ISegment Segment(IBaseMaps maps, OcclusionScenes scenes, IReadOnlyList<BoxTable> boxes, int batch, bool prune, Truncation? truncation) =>
        Memory.Guard(() => new GpuSegment(this, (GpuBase)maps, scenes, boxes, batch, prune, truncation));

    public void Dispose()
    {
        foreach (var layer in _owned ? _layers : [])
        {
            layer?.Dispose();
        }

        foreach (var wiring in _wirings.Values)
        {
            wiring.Value.Dispose();
        }
    }

    /// <summary>The shapes of a node's inputs.</summary>
    internal MapShape[] InputShapes(int node) => _inputShapes.Value[node];

    internal GpuLayer Layer(int node) => _layers[node]!;

    /// <summary>The wiring for at least that many rows; numbers are rounded up, so that there are few tables.</summary>
    internal Wiring Wiring(int rows)
    {
        var step = rows <= FewRows ? RowStep : FewRows;
        return _wirings.GetOrAdd((rows + step - 1) / step * step, r => new(() => new Wiring(Device, Network, r))).Value;
    }

    /// <summary>Float4 of a node's map on the device.</summary>
    internal int MapSize(int node) => checked(Network.Nodes[node].Shape.Pixels * Launch.Stride(Network.Nodes[node].Shape));

    private static Lazy<MapShape[][]> ShapesOf(NetworkGraph network) => new(() => [.. network.Nodes.Select(network.InputShapes)]);
}
