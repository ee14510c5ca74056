using ILGPU;
using ILGPU.Runtime;
using Krypton.Execution.Incremental;
using Krypton.Execution.Inference;
using Krypton.Gpu.Kernels;
using Krypton.Kernels;
using Krypton.Models.Network;
using Krypton.Planning.Logical;
using Krypton.Planning.Physical;

namespace Krypton.Gpu;

/// <summary>Takes batches through a network on the device: boxes go up in one transfer, layers follow one another without the host, outputs come down.</summary>
internal sealed class GpuSegment : ISegment
{
    private readonly GpuNetwork _network;
    private readonly GpuBase _base;
    private readonly Loan<Float4> _fills;
    private readonly Loan<Map> _inputs;
    private readonly Wiring _wiring;
    private readonly BoxFlow _flow;
    private readonly GpuSlot?[] _slots = new GpuSlot?[2];

    /// <summary>Makes a slot; the second is made when a second batch comes.</summary>
    private readonly Func<GpuSlot> _slot;

    public GpuSegment(GpuNetwork network, GpuBase maps, OcclusionScenes scenes, IReadOnlyList<BoxTable> boxes, int batch, bool prune, Truncation? truncation)
    {
        (_network, _base) = (network, maps);
        var (memory, graph) = (network.Device.Memory, network.Network);
        _flow = new BoxFlow(network, maps, scenes, batch, prune, truncation);
        _wiring = new Wiring(graph, batch);
        LayerTicks = new long[graph.Nodes.Count];
        LayerPixels = new long[graph.Nodes.Count];
        _inputs = memory.Take(_wiring.Maps);
        _fills = memory.Take<Float4>(checked(scenes.Scenes.Count * network.MapSize(0)));
        try
        {
            using (var staging = new Staging(network.Device))
            {
                for (var i = 0; i < scenes.Scenes.Count; i++)
                {
                    staging.Send(scenes.Scenes[i].Fill, graph.Nodes[0].Shape, _fills.View.SubView(i * network.MapSize(0), network.MapSize(0)));
                }
            }

            var plan = new OverlayPlan(network, boxes, batch);
            _slot = () => new GpuSlot(network, maps, plan, batch);
            _slots[0] = _slot();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public int Slots => _slots.Length;

    public long[] LayerTicks { get; }

    public long[] LayerPixels { get; }

    /// <summary>Boxes are known before anything runs, so nothing is dropped on the way.</summary>
    public long PrunedPixels => 0;

    public long BufferBytes => _slots.Sum(s => s?.Bytes ?? 0);

    public void Start(int slot, ReadOnlySpan<Occlusion> positions, CancellationToken cancellation)
    {
        var (run, nodes) = (_slots[slot] ??= Memory.Guard(_slot), _network.Network.Nodes);
        run.Wait();
        var pixels = _flow.Place(positions, run);
        run.Upload(positions.Length);
        foreach (var node in nodes.Where(n => pixels[n.Id] > 0))
        {
            cancellation.ThrowIfCancellationRequested();
            if (node.Layer is InputLayer)
            {
                Paint(run, pixels[node.Id], positions.Length);
                continue;
            }

            LayerPixels[node.Id] += pixels[node.Id];
            var start = _network.TimesLayers ? run.Settle() : 0;
            _network.Layer(node.Id).Run(new Launches.Launch(
                run.Stream, run.Overlays, _base.Maps, run.Boxes, _inputs.View.SubView(_wiring.First(node.Id), node.Inputs.Count), _wiring.Of(node.Id), run.Offset(node.Id), pixels[node.Id], positions.Length, run.Scratch));
            if (_network.TimesLayers)
            {
                LayerTicks[node.Id] += run.Settle() - start;
            }
        }

        run.Download(pixels);
    }

    public Overlay Output(int slot, int node) => (_slots[slot] ??= Memory.Guard(_slot)).Output(node);

    public void Dispose()
    {
        _network.Device.Accelerator.Synchronize();
        foreach (var slot in _slots)
        {
            slot?.Dispose();
        }

        _fills.Dispose();
        _inputs.Dispose();
    }

    private void Paint(GpuSlot run, int pixels, int count)
    {
        var (output, threads) = (_wiring.Of(0), _network.Device.LayerThreads);
        var task = new LayerTask { Pixels = pixels, Count = count, Output = output, OutputData = run.Offset(0) };
        var grid = new KernelConfig(((pixels * output.Stride) + threads - 1) / threads, threads);
        lock (_network.Device.Sending)
        {
            _network.Device.Kernels.Paint(run.Stream, grid, task, run.Overlays, _fills.View, run.Boxes);
        }
    }
}
