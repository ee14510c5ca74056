using System.Diagnostics;
using Krypton.Execution.Inference;
using Krypton.Kernels;
using Krypton.Models.Network;
using Krypton.Planning.Logical;
using Krypton.Planning.Physical;

namespace Krypton.Execution.Incremental;

/// <summary>Propagates batches of occluded positions through a network as ragged rectangles over the base activations.</summary>
public sealed class IncrementalSegment : ISegment
{
    private readonly CompiledNetwork _network;
    private readonly OcclusionScenes _scenes;
    private readonly PatchPainter _painter;
    private readonly OverlayPruner? _pruner;
    private readonly Overlay[] _overlays;
    private readonly Overlay[][] _inputs;
    private readonly MapShape[][] _shapes;
    private readonly BufferPlan _plan;
    private readonly NativeBuffer[] _buffers;
    private readonly Truncation? _truncation;
    private readonly int _images;

    /// <param name="boxes">A table for each grid that positions will come from; they decide which layers share a buffer.</param>
    /// <param name="prune">Leave out what a patch shows exactly as the image does, and what an activation makes equal again.</param>
    /// <param name="truncation">Keeps boxes from growing past a share of their layers, which approximates; null computes all that can change.</param>
    public unsafe IncrementalSegment(
        CompiledNetwork network, BaseActivations baseActivations, OcclusionScenes scenes, IReadOnlyList<BoxTable> boxes, bool prune, Truncation? truncation = null)
    {
        (_network, _scenes, _truncation, _images) = (network, scenes, truncation, baseActivations.Images);
        _pruner = prune ? new OverlayPruner(network.Network) : null;
        var nodes = network.Network.Nodes;
        _painter = new PatchPainter(scenes, nodes[0].Shape);
        _overlays = [.. nodes.Select(n => new Overlay(n.Shape) { Base = baseActivations.Map(n.Id) })];
        _inputs = [.. nodes.Select(n => n.Inputs.Select(i => _overlays[i]).ToArray())];
        _shapes = [.. nodes.Select(network.Network.InputShapes)];
        _plan = new BufferPlan(network.Network, boxes);
        _buffers = [.. Enumerable.Range(0, _plan.Count).Select(_ => new NativeBuffer())];
        LayerTicks = new long[nodes.Count];
        LayerPixels = new long[nodes.Count];
    }

    /// <summary>The kernels have all threads, so one batch at a time.</summary>
    public int Slots => 1;

    /// <summary>Stopwatch ticks spent in each node's kernel so far.</summary>
    public long[] LayerTicks { get; }

    /// <summary>Pixels computed at each node so far.</summary>
    public long[] LayerPixels { get; }

    /// <summary>Pixels that were left out because they came out as the base is.</summary>
    public long PrunedPixels => _pruner?.Dropped ?? 0;

    public long BufferBytes => _buffers.Sum(b => b.Length * sizeof(float));

    /// <summary>Runs the positions; afterwards <see cref="Output"/> gives their results until the next call.</summary>
    public unsafe void Run(ReadOnlySpan<Occlusion> positions, CancellationToken cancellation)
    {
        // An enumerator of an interface would be the only thing that a batch allocates.
        var nodes = _network.Network.Nodes;
        for (var i = 0; i < nodes.Count; i++)
        {
            var node = nodes[i];
            cancellation.ThrowIfCancellationRequested();
            var overlay = _overlays[node.Id];
            SetBoxes(node, overlay, positions);
            var buffer = _buffers[_plan.BufferOf(node.Id)];
            buffer.Reserve(overlay.Floats);
            overlay.Data = buffer.Pointer;
            var start = Stopwatch.GetTimestamp();
            if (node.Layer is InputLayer)
            {
                _painter.Paint(positions, overlay);
            }
            else if (overlay.Pixels > 0)
            {
                _network.KernelOf(node.Id)!.Run(_inputs[node.Id], overlay);
                LayerPixels[node.Id] += overlay.Pixels;
                _pruner?.After(node, overlay);
            }

            LayerTicks[node.Id] += Stopwatch.GetTimestamp() - start;
        }

        _pruner?.Decide();
    }

    public void Start(int slot, ReadOnlySpan<Occlusion> positions, CancellationToken cancellation) => Run(positions, cancellation);

    public Overlay Output(int slot, int node) => Output(node);

    public Overlay Original(int node, CancellationToken cancellation)
    {
        var output = _overlays[node];
        output.Begin(_images);
        for (var i = 0; i < _images; i++)
        {
            output.SetBox(i, default, default, i);
        }

        return output;
    }

    /// <summary>The overlay of one of the network's outputs.</summary>
    public Overlay Output(int node) => _overlays[node];

    public void Dispose()
    {
        foreach (var buffer in _buffers)
        {
            buffer.Dispose();
        }

        foreach (var overlay in _overlays)
        {
            overlay.Zero.Dispose();
        }
    }

    /// <summary>Each position's box follows from the boxes of what the node reads.</summary>
    private void SetBoxes(NetworkNode node, Overlay overlay, ReadOnlySpan<Occlusion> positions)
    {
        overlay.Begin(positions.Length);
        var inputs = _inputs[node.Id];
        Span<Interval> rows = stackalloc Interval[inputs.Length];
        Span<Interval> columns = stackalloc Interval[inputs.Length];
        for (var p = 0; p < positions.Length; p++)
        {
            var image = _scenes.Scenes[positions[p].Scene].Image;
            if (node.Layer is InputLayer)
            {
                var (changedRows, changedColumns) = _painter.Changed(positions[p], prune: _pruner is not null);
                overlay.SetBox(p, changedRows, changedColumns, image);
                continue;
            }

            for (var i = 0; i < inputs.Length; i++)
            {
                ref var box = ref inputs[i].Boxes[p];
                rows[i] = new Interval(box.Y, box.Y + box.Height);
                columns[i] = new Interval(box.X, box.X + box.Width);
            }

            var changed = (Rows: Rectangles.Changed(node, rows, _shapes[node.Id], columns: false), Columns: Rectangles.Changed(node, columns, _shapes[node.Id], columns: true));
            if (_truncation is { } truncation)
            {
                var (input, position) = (_overlays[0].Shape, positions[p]);
                changed.Rows = truncation.Clip(changed.Rows, node.Shape.Height, (position.Y + (position.Height / 2.0)) / input.Height);
                changed.Columns = truncation.Clip(changed.Columns, node.Shape.Width, (position.X + (position.Width / 2.0)) / input.Width);
            }

            overlay.SetBox(p, changed.Rows, changed.Columns, image);
        }
    }
}
