using ILGPU;
using ILGPU.Runtime;
using Krypton.Gpu.Kernels;
using Krypton.Gpu.Launches;
using Krypton.Models.Network;

namespace Krypton.Gpu;

/// <summary>Which maps each node reads, in one table that stays on the device.</summary>
internal sealed class Wiring : IDisposable
{
    private readonly NetworkGraph _network;
    private readonly int[] _first;
    private readonly MemoryBuffer1D<Map, Stride1D.Dense> _maps;

    /// <param name="rows">Box records of a node.</param>
    public Wiring(GpuDevice device, NetworkGraph network, int rows)
    {
        (_network, Rows, _first) = (network, rows, new int[network.Nodes.Count]);
        var maps = new List<Map>();
        foreach (var node in network.Nodes)
        {
            _first[node.Id] = maps.Count;
            maps.AddRange(node.Inputs.Select(Of));
        }

        _maps = device.Accelerator.Allocate1D(maps.Count > 0 ? [.. maps] : new Map[1]);
    }

    /// <summary>Box records of a node.</summary>
    public int Rows { get; }

    /// <summary>The maps that a node reads.</summary>
    public ArrayView<Map> Inputs(NetworkNode node) => _maps.View.SubView(_first[node.Id], node.Inputs.Count);

    public Map Of(int node)
    {
        var shape = _network.Nodes[node].Shape;
        return new Map { Boxes = node * Rows, Stride = Launch.Stride(shape), Height = shape.Height, Width = shape.Width };
    }

    public void Dispose() => _maps.Dispose();
}
