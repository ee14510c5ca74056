using Krypton.Execution.Inference;
using Krypton.Kernels;
using Krypton.Models.Network;
using Krypton.Planning.Physical;

namespace Krypton.Execution.Incremental;

/// <summary>A network with its kernels on the CPU: weights are packed once and serve every image and query.</summary>
public sealed class CompiledNetwork : IDeviceNetwork
{
    private readonly IReadOnlyList<Kernel?> _kernels;
    private readonly bool _owned;

    public CompiledNetwork(NetworkGraph network, IDevice device)
        : this(network, [.. network.Nodes.Select(n => n.Layer is InputLayer or ConstantLayer ? null : device.Compile(n, network.InputShapes(n)))]) => _owned = true;

    /// <summary>A network over kernels that belong to others, one a node.</summary>
    public CompiledNetwork(NetworkGraph network, IReadOnlyList<Kernel?> kernels) => (Network, _kernels) = (network, kernels);

    public NetworkGraph Network { get; }

    /// <summary>Bytes of packed weights so far; some kernels prepare theirs at first use.</summary>
    public long WeightBytes => _kernels.Sum(k => k?.WeightBytes ?? 0);

    /// <summary>The node's kernel; null for the input and constants.</summary>
    public Kernel? KernelOf(int node) => _kernels[node];

    public IBaseMaps Materialize(IReadOnlyList<float[]> images, CancellationToken cancellation) => new BaseActivations(this, images, cancellation);

    public ISegment Segment(IBaseMaps maps, OcclusionScenes scenes, IReadOnlyList<BoxTable> boxes, int batch, bool prune, Truncation? truncation) =>
        new IncrementalSegment(this, (BaseActivations)maps, scenes, boxes, prune, truncation);

    public void Dispose()
    {
        foreach (var kernel in _owned ? _kernels : [])
        {
            kernel?.Dispose();
        }
    }
}
