using ILGPU;
using ILGPU.Runtime;
using Krypton.Execution.Incremental;
using Krypton.Execution.Inference;
using Krypton.Gpu.Kernels;
using Krypton.Kernels;
using Krypton.Planning.Logical;
using Krypton.Planning.Physical;

namespace Krypton.Gpu;

/// <summary>Takes batches through a network on the device: boxes go up in one transfer, layers follow one another without the host, outputs come down.</summary>
internal sealed class GpuSegment : ISegment
{
    private readonly GpuNetwork _network;
    private readonly GpuBase _base;
    private readonly OcclusionScenes _scenes;
    private readonly IReadOnlyList<BoxTable> _boxes;
    private readonly int _batch;
    private readonly Loan<Float4> _fills;
    private readonly BoxFlow _flow;
    private readonly HostBases _originals;
    private readonly GpuSlot?[] _slots = new GpuSlot?[2];
    private OverlayPlan? _plan;
    private bool _fillsSent;

    public GpuSegment(GpuNetwork network, GpuBase maps, OcclusionScenes scenes, IReadOnlyList<BoxTable> boxes, int batch, bool prune, Truncation? truncation)
    {
        (_network, _base, _scenes, _boxes, _batch) = (network, maps, scenes, boxes, batch);
        _flow = new BoxFlow(network, maps, scenes, batch, prune, truncation);
        _originals = new HostBases(network, maps);
        LayerTicks = new long[network.Network.Nodes.Count];
        LayerPixels = new long[network.Network.Nodes.Count];
        _fills = network.Device.Memory.Take<Float4>(checked(scenes.Scenes.Count * network.MapSize(0)));
    }

    public int Slots => _slots.Length;

    public long[] LayerTicks { get; }

    public long[] LayerPixels { get; }

    /// <summary>Boxes are known before anything runs, so nothing is dropped on the way.</summary>
    public long PrunedPixels => 0;

    public long BufferBytes => _slots.Sum(s => s?.Bytes ?? 0);

    public void Start(int slot, ReadOnlySpan<Occlusion> positions, CancellationToken cancellation)
    {
        if (!_base.Begun && Together(positions.Length) is { } plan)
        {
            var first = positions.ToArray();
            if (Memory.Guard(() => _base.Lead(plan, first.Length, run => Send(run, run.Data, first, cancellation))) is { } leading)
            {
                _slots[slot]?.Dispose();
                _slots[slot] = leading;
                return;
            }
        }

        _base.Complete(cancellation);
        if (_slots[slot] is { Plan.Originals: > 0 } used)
        {
            used.Dispose();
            _slots[slot] = null;
        }

        _slots[slot] ??= Memory.Guard(() => new GpuSlot(_network, _plan ??= OverlayPlan.Shared(_network, _boxes, _batch), _batch));
        _slots[slot]!.Wait();
        Send(_slots[slot]!, _base.Maps, positions, cancellation);
    }

    public Overlay Output(int slot, int node)
    {
        var run = _slots[slot]!;
        return run.Output(node, run.Plan.Originals > 0 ? _originals.Of(node, run) : _originals.Of(node), _base.Offset(node, 0));
    }

    public Overlay Original(int node, CancellationToken cancellation) => _originals.Of(node, cancellation);

    public void Dispose()
    {
        _network.Device.Accelerator.Synchronize();
        foreach (var slot in _slots)
        {
            slot?.Dispose();
        }

        _fills.Dispose();
        _originals.Dispose();
    }

    private void Send(GpuSlot run, ArrayView<Float4> below, ReadOnlySpan<Occlusion> positions, CancellationToken cancellation)
    {
        SendFills(run, positions);
        var pixels = _flow.Place(positions, run);
        run.Upload(positions.Length);
        Paint(run, pixels[0], run.Plan.Originals + positions.Length);
        for (var i = 1; i < pixels.Length; i++)
        {
            LayerPixels[i] += pixels[i] - run.OriginalPixels[i];
        }

        run.Run(below, pixels, _network.TimesLayers ? LayerTicks : null, cancellation);
        run.Download(pixels);
    }

    /// <summary>Sends the pictures that patches show, once; a batch with the originals, which the device waits for, only the rows it needs.</summary>
    private void SendFills(GpuSlot run, ReadOnlySpan<Occlusion> positions)
    {
        if (_fillsSent)
        {
            return;
        }

        var shape = _network.Network.Nodes[0].Shape;
        var row = _network.MapSize(0) / shape.Height;
        for (var scene = 0; scene < _scenes.Scenes.Count; scene++)
        {
            var (first, end) = run.Plan.Originals > 0 ? Rows(positions, scene) : (0, shape.Height);
            if (first < end)
            {
                var values = _scenes.Scenes[scene].Fill.AsSpan(first * shape.Width * shape.Channels, (end - first) * shape.Width * shape.Channels);
                run.Send(values, shape, _fills.View.SubView(((scene * shape.Height) + first) * row, (end - first) * row));
            }
        }

        if (run.Plan.Originals == 0)
        {
            // Every slot reads them.
            run.Wait();
            _fillsSent = true;
        }
    }

    /// <summary>The rows that patches of a scene cover.</summary>
    private static (int First, int End) Rows(ReadOnlySpan<Occlusion> positions, int scene)
    {
        var (first, end) = (int.MaxValue, 0);
        foreach (var position in positions)
        {
            if (position.Scene == scene)
            {
                (first, end) = (Math.Min(first, position.Y), Math.Max(end, position.Y + position.Height));
            }
        }

        return (first, end);
    }

    /// <summary>How the originals and a first batch lie together; null where they are not to, or layers are timed, which originals would blur.</summary>
    private OverlayPlan? Together(int positions)
    {
        var bytes = LeadingBatch.Bytes(_network.Network, _boxes, _base.Images, positions, _network.FullFrom);
        return _network.Leads && !_network.TimesLayers && LeadingBatch.IsSmall(bytes, _network.Device.MemoryBytes) ? OverlayPlan.WithOriginals(_network, _base.Images, _boxes, positions) : null;
    }

    private void Paint(GpuSlot run, int pixels, int count)
    {
        if (pixels == 0)
        {
            return;
        }

        var (output, threads) = (run.Map(0), _network.Device.LayerThreads);
        var task = new LayerTask { Pixels = pixels, Count = count, Output = output, OutputData = run.Plan.Boxes(0) };
        var grid = new KernelConfig(((pixels * output.Stride) + threads - 1) / threads, threads);
        lock (_network.Device.Sending)
        {
            _network.Device.Kernels.Paint(run.Stream, grid, task, run.Data, _fills.View, run.Boxes);
        }
    }
}
