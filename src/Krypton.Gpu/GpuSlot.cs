using System.Diagnostics;
using ILGPU;
using ILGPU.Runtime;
using Krypton.Gpu.Kernels;
using Krypton.Gpu.Launches;
using Krypton.Kernels;
using Krypton.Models.Network;

namespace Krypton.Gpu;

/// <summary>One batch under way: its stream, overlays, box records, and what comes down of it. The original images may be its first rows, with boxes that are whole maps.</summary>
internal sealed class GpuSlot : IDisposable
{
    private readonly GpuNetwork _network;
    private readonly OverlayPlan _plan;
    private readonly Wiring _wiring;
    private readonly Loan<Float4> _data;
    private readonly Loan<Float4> _scratch;
    private readonly Loan<BoxRecord> _boxes;
    private readonly PinnedLoan<BoxRecord> _records;
    private readonly Staging _staging;
    private readonly Dictionary<int, HostMap> _outputs = [];
    private bool _running;
    private bool _kept;
    private int _count;

    /// <param name="batch">Positions at most; 0 for the originals alone.</param>
    public GpuSlot(GpuNetwork network, OverlayPlan plan, int batch)
    {
        (_network, _plan, _wiring) = (network, plan, network.Wiring(plan.Originals + batch));
        var (nodes, memory) = (network.Network.Nodes, network.Device.Memory);
        Stream = network.Device.TakeStream();
        _staging = new Staging(network.Device, Stream);
        _data = memory.Take<Float4>(plan.Total);
        _scratch = memory.Take<Float4>(network.Device.ScratchSize);
        _boxes = memory.Take<BoxRecord>((long)nodes.Count * _wiring.Rows);
        _records = memory.Pin<BoxRecord>(_boxes.View.Length);
        OriginalPixels = [.. nodes.Select(n => n.Layer is InputLayer or ConstantLayer ? 0 : plan.Originals * n.Shape.Pixels)];
        foreach (var node in batch > 0 ? network.Network.Outputs : [])
        {
            _outputs[node] = new HostMap(network, node, plan.Size(node), plan.Originals);
        }
    }

    public AcceleratorStream Stream { get; }

    /// <summary>The originals' maps and the overlays.</summary>
    public ArrayView<Float4> Data => _data.View;

    public ArrayView<BoxRecord> Boxes => _boxes.View;

    /// <summary>Bytes on the device, without what whoever keeps the originals has.</summary>
    public long Bytes => (_kept ? 0 : _data.LengthInBytes) + _scratch.LengthInBytes + _boxes.LengthInBytes;

    public OverlayPlan Plan => _plan;

    /// <summary>Pixels of each node that are computed for the originals; none of what is sent.</summary>
    public int[] OriginalPixels { get; }

    /// <summary>What a layer's kernel is told of a node.</summary>
    public Map Map(int node) => _wiring.Of(node);

    /// <summary>The boxes of a node, one for each position of the batch, to be set before they are sent up.</summary>
    public Span<BoxRecord> Records(int node) => _records.Array.Span.Slice((node * _wiring.Rows) + _plan.Originals, _wiring.Rows - _plan.Originals);

    /// <summary>Sends a map up on this slot's stream.</summary>
    public void Send(ReadOnlySpan<float> values, MapShape shape, ArrayView<Float4> to)
    {
        _running = true;
        _staging.Send(values, shape, to);
    }

    /// <summary>Sends the images and the network's constants up, and sets the originals' boxes.</summary>
    public void SendOriginals(IReadOnlyList<float[]> images)
    {
        var records = _records.Array.Span;
        foreach (var node in _network.Network.Nodes)
        {
            // What is sent is read as a base: its box is empty.
            var (sent, size) = (node.Layer is InputLayer or ConstantLayer, _network.MapSize(node.Id));
            for (var i = 0; i < images.Count; i++)
            {
                var at = _plan.Original(node.Id, i);
                records[(node.Id * _wiring.Rows) + i] = new BoxRecord
                {
                    Height = sent ? 0 : node.Shape.Height,
                    Width = sent ? 0 : node.Shape.Width,
                    Data = at,
                    Base = at,
                    FirstPixel = sent ? 0 : i * node.Shape.Pixels,
                };
                if (sent)
                {
                    Send(node.Layer is ConstantLayer constant ? constant.Values : images[i], node.Shape, Data.SubView(at, size));
                }
            }
        }

        if (_outputs.Count == 0)
        {
            Upload(0);
        }
    }

    /// <summary>Sends all box records up.</summary>
    public void Upload(int count)
    {
        (_count, _running) = (count, true);
        _boxes.View.CopyFromPageLockedAsync(Stream, _records.Array);
    }

    /// <summary>Sends the layers, one behind the other.</summary>
    /// <param name="below">The bases; the slot's own data where the originals are in it.</param>
    /// <param name="pixels">Pixels of all boxes of each node.</param>
    /// <param name="ticks">Where each layer's time is added, which waits for each; null sends them without waiting.</param>
    public void Run(ArrayView<Float4> below, int[] pixels, long[]? ticks, CancellationToken cancellation)
    {
        var follows = false;
        foreach (var node in _network.Network.Nodes)
        {
            if (pixels[node.Id] == 0 || node.Layer is InputLayer)
            {
                continue;
            }

            cancellation.ThrowIfCancellationRequested();
            var start = ticks is null ? 0 : Settle();
            _network.Layer(node.Id).Run(new Launch(
                Stream, Data, below, Boxes, _wiring.Inputs(node), _wiring.Of(node.Id), _plan.Start(node.Id), pixels[node.Id], _plan.Originals + _count, _scratch.View,
                _plan.Originals > 0, follows));
            follows = true;
            if (ticks is not null)
            {
                ticks[node.Id] += Settle() - start;
            }
        }
    }

    /// <summary>Sends the outputs' boxes down, behind the layers.</summary>
    public void Download(int[] pixels)
    {
        foreach (var (node, map) in _outputs)
        {
            map.Download(Stream, Data, _plan.Start(node), pixels[node] - OriginalPixels[node]);
        }
    }

    public void Wait()
    {
        if (_running)
        {
            Stream.Synchronize();
            _staging.Release();
            _running = false;
        }
    }

    /// <summary>An output of the batch over its bases, on the host.</summary>
    public Overlay Output(int node, Overlay bases, int firstBase)
    {
        Wait();
        return _outputs[node].Take(_records.Array.Span.Slice((node * _wiring.Rows) + _plan.Originals, _count), bases, firstBase);
    }

    /// <summary>An output of the originals that came with the batch.</summary>
    public ReadOnlySpan<Float4> Originals(int node)
    {
        Wait();
        return _outputs[node].Originals;
    }

    /// <summary>Leaves the memory of the originals and overlays to whoever keeps the originals.</summary>
    public Loan<Float4> Keep()
    {
        _kept = true;
        return _data;
    }

    public void Dispose()
    {
        Stream.Synchronize();
        _staging.Release();
        if (!_kept)
        {
            _data.Dispose();
        }

        _scratch.Dispose();
        _boxes.Dispose();
        _records.Dispose();
        foreach (var map in _outputs.Values)
        {
            map.Dispose();
        }

        _network.Device.ReturnStream(Stream);
    }

    /// <summary>Waits for all that was sent; the time then, in stopwatch ticks.</summary>
    private long Settle()
    {
        Stream.Synchronize();
        return Stopwatch.GetTimestamp();
    }
}
