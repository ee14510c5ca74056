using System.Diagnostics;
using ILGPU;
using ILGPU.Runtime;
using Krypton.Gpu.Kernels;
using Krypton.Kernels;

namespace Krypton.Gpu;

/// <summary>One batch under way: its stream, overlays, box records, and what comes down of it.</summary>
internal sealed unsafe class GpuSlot : IDisposable
{
    private readonly GpuNetwork _network;
    private readonly OverlayPlan _plan;
    private readonly int _batch;
    private readonly Loan<Float4> _overlays;
    private readonly Loan<Float4> _scratch;
    private readonly Loan<BoxRecord> _boxes;
    private readonly PinnedLoan<BoxRecord> _records;
    private readonly Dictionary<int, HostMap> _outputs = [];
    private bool _running;
    private int _count;

    public GpuSlot(GpuNetwork network, GpuBase maps, OverlayPlan plan, int batch)
    {
        (_network, _plan, _batch) = (network, plan, batch);
        var memory = network.Device.Memory;
        Stream = network.Device.Accelerator.CreateStream();
        _overlays = memory.Take<Float4>(plan.Total);
        _scratch = memory.Take<Float4>(network.Device.ScratchSize);
        _boxes = memory.Take<BoxRecord>((long)network.Network.Nodes.Count * batch);
        _records = memory.Pin<BoxRecord>(_boxes.View.Length);
        foreach (var node in network.Network.Outputs)
        {
            _outputs[node] = new HostMap(network, maps, node, Math.Max(1, plan.Size(node)));
        }
    }

    public AcceleratorStream Stream { get; }

    public ArrayView<Float4> Overlays => _overlays.View;

    public ArrayView<Float4> Scratch => _scratch.View;

    public ArrayView<BoxRecord> Boxes => _boxes.View;

    public long Bytes => _overlays.LengthInBytes + _scratch.LengthInBytes + _boxes.LengthInBytes;

    public int Offset(int node) => _plan.Offset(node);

    public void Set(int node, int position, BoxRecord record) => _records.Array[(node * _batch) + position] = record;

    /// <summary>Sends all box records up.</summary>
    public void Upload(int count)
    {
        (_count, _running) = (count, true);
        _boxes.View.CopyFromPageLockedAsync(Stream, _records.Array);
    }

    /// <summary>Sends the outputs' boxes down, behind the layers.</summary>
    public void Download(int[] pixels)
    {
        foreach (var (node, map) in _outputs)
        {
            map.Download(Stream, _overlays.View.SubView(Offset(node), Math.Max(1, _plan.Size(node))), pixels[node]);
        }
    }

    public void Wait()
    {
        if (_running)
        {
            Stream.Synchronize();
            _running = false;
        }
    }

    /// <summary>Waits for all that was sent; the time then, in stopwatch ticks.</summary>
    public long Settle()
    {
        Stream.Synchronize();
        return Stopwatch.GetTimestamp();
    }

    /// <summary>An output over its bases, on the host.</summary>
    public Overlay Output(int node)
    {
        Wait();
        return _outputs[node].Take(_records.Array, node * _batch, _count);
    }

    public void Dispose()
    {
        Stream.Synchronize();
        _overlays.Dispose();
        _scratch.Dispose();
        _boxes.Dispose();
        _records.Dispose();
        foreach (var map in _outputs.Values)
        {
            map.Dispose();
        }

        Stream.Dispose();
    }
}
