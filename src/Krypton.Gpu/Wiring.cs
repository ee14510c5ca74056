using Krypton.Gpu.Kernels;
using Krypton.Gpu.Launches;
using Krypton.Models.Network;

namespace Krypton.Gpu;

/// <summary>Which maps each node reads, in one table that stays on the device.</summary>
internal sealed class Wiring
{
    private readonly NetworkGraph _network;
    private readonly int _positions;
    private readonly int[] _first;

    /// <param name="positions">Box records of a node.</param>
    public Wiring(NetworkGraph network, int positions)
    {
        (_network, _positions, _first) = (network, positions, new int[network.Nodes.Count]);
        var maps = new List<Map>();
        foreach (var node in network.Nodes)
        {
            _first[node.Id] = maps.Count;
            maps.AddRange(node.Inputs.Select(Of));
        }

        Maps = [.. maps];
    }

    public Map[] Maps { get; }

    /// <summary>Index of a node's first input.</summary>
    public int First(int node) => _first[node];

    public Map Of(int node)
    {
        var shape = _network.Nodes[node].Shape;
        return new Map { Boxes = node * _positions, Stride = Launch.Stride(shape), Height = shape.Height, Width = shape.Width };
    }
}
