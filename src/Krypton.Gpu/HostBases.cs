using Krypton.Gpu.Kernels;
using Krypton.Kernels;

namespace Krypton.Gpu;

/// <summary>The outputs of the original images on the host, each read when it is first wanted.</summary>
internal sealed unsafe class HostBases(GpuNetwork network, GpuBase maps) : IDisposable
{
    private readonly Dictionary<int, (Overlay Map, NativeBuffer Values)> _outputs = [];

    /// <summary>A position with an empty box for each image.</summary>
    public Overlay Of(int node, CancellationToken cancellation = default) => _outputs.TryGetValue(node, out var known) ? known.Map : Add(node, maps.Read(node, cancellation));

    /// <summary>The same, from a batch that the originals came with.</summary>
    public Overlay Of(int node, GpuSlot batch) => _outputs.TryGetValue(node, out var known) ? known.Map : Add(node, batch.Originals(node));

    public void Dispose()
    {
        foreach (var (map, values) in _outputs.Values)
        {
            map.Zero.Dispose();
            values.Dispose();
        }
    }

    private Overlay Add(int node, ReadOnlySpan<Float4> received)
    {
        var shape = network.Network.Nodes[node].Shape;
        var map = new Overlay(shape);
        var values = NativeBuffer.Of((long)maps.Images * shape.Pixels * map.Stride);
        _outputs[node] = (map, values);
        HostMap.Unpack(received, shape, map.Stride, maps.Images * shape.Pixels, values.Pointer);
        map.Base = values.Pointer;
        map.Begin(maps.Images);
        for (var i = 0; i < maps.Images; i++)
        {
            map.SetBox(i, default, default, i);
        }

        return map;
    }
}
