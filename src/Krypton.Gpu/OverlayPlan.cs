using Krypton.Gpu.Launches;
using Krypton.Models.Network;
using Krypton.Planning.Physical;

namespace Krypton.Gpu;

/// <summary>Where each node's boxes lie in a slot's memory, for the largest boxes that a batch can have.</summary>
internal sealed class OverlayPlan
{
    private readonly int[] _offsets;
    private readonly int[] _sizes;

    /// <exception cref="OverflowException">It is more than kernels can address.</exception>
    public OverlayPlan(GpuNetwork network, IReadOnlyList<BoxTable> boxes, int batch)
    {
        var (graph, shared) = (network.Network, new BufferPlan(network.Network, boxes));
        _sizes = [.. graph.Nodes.Select(n => checked(batch * Pixels(n, network.FullFrom, boxes) * Launch.Stride(n.Shape)))];
        var buffers = new int[shared.Count];
        foreach (var node in graph.Nodes)
        {
            var buffer = shared.BufferOf(node.Id);
            buffers[buffer] = Math.Max(buffers[buffer], _sizes[node.Id]);
        }

        var starts = new int[shared.Count];
        for (var i = 0; i < starts.Length; i++)
        {
            starts[i] = Total;
            Total = checked(Total + buffers[i]);
        }

        _offsets = [.. graph.Nodes.Select(n => starts[shared.BufferOf(n.Id)])];
    }

    /// <summary>Float4 of everything.</summary>
    public int Total { get; }

    public int Offset(int node) => _offsets[node];

    /// <summary>Float4 of a node's boxes at most.</summary>
    public int Size(int node) => _sizes[node];

    private static int Pixels(NetworkNode node, int fullFrom, IReadOnlyList<BoxTable> boxes) =>
        node.Id >= fullFrom && node.Layer is not (InputLayer or ConstantLayer) ? node.Shape.Pixels : (int)boxes.Max(b => b.LargestBox(node.Id));
}
