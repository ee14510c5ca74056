using Krypton.Execution.Incremental;
using Krypton.Kernels;
using Krypton.Models.Network;
using Krypton.Planning.Logical;
using Krypton.Planning.Physical;

namespace Krypton.Benchmarks.Approximation;

/// <summary>
/// Occluded positions through a network, for experiments: what the engine's segment does without its pruning, with boxes that
/// may be truncated or shrunk by value, processor time a layer, and a look at every layer's overlay.
/// </summary>
internal sealed unsafe class Propagation : IDisposable
{
    private readonly CompiledNetwork _network;
    private readonly float[] _fill;
    private readonly Overlay[] _overlays;
    private readonly Overlay[][] _inputs;
    private readonly MapShape[][] _shapes;
    private readonly BufferPlan _plan;
    private readonly NativeBuffer[] _buffers;
    private readonly Truncation? _truncation;
    private readonly ValueShrinking? _shrinking;

    /// <param name="fill">What patches show, in height-width-channel order.</param>
    /// <param name="truncation">Keeps boxes from growing past a share of their layers; null for all that can change.</param>
    /// <param name="shrinking">Drops what hardly differs from the base; null for nothing.</param>
    public Propagation(CompiledNetwork network, BaseActivations bases, float[] fill, PatchGrid grid, Truncation? truncation = null, ValueShrinking? shrinking = null)
    {
        (_network, _fill, _truncation, _shrinking) = (network, fill, truncation, shrinking);
        _overlays = [.. network.Network.Nodes.Select(n => new Overlay(n.Shape) { Base = bases.Map(n.Id) })];
        _inputs = [.. network.Network.Nodes.Select(n => n.Inputs.Select(i => _overlays[i]).ToArray())];
        _shapes = [.. network.Network.Nodes.Select(network.Network.InputShapes)];
        _plan = new BufferPlan(network.Network, [new BoxTable(network.Network, grid, truncation)]);
        _buffers = [.. Enumerable.Range(0, _plan.Count).Select(_ => new NativeBuffer())];
        NodeSeconds = new double[_overlays.Length];
    }

    /// <summary>Sees every layer's overlay as soon as it is computed; its time does not count.</summary>
    public Action<NetworkNode, Overlay>? Look { get; init; }

    /// <summary>Processor time of each node so far, of all threads together.</summary>
    public double[] NodeSeconds { get; }

    public Overlay Output(int node) => _overlays[node];

    public void Run(ReadOnlySpan<Occlusion> positions)
    {
        foreach (var node in _network.Network.Nodes)
        {
            var start = Environment.CpuUsage.TotalTime;
            var overlay = _overlays[node.Id];
            overlay.Begin(positions.Length);
            for (var p = 0; p < positions.Length; p++)
            {
                var (rows, columns) = Box(node, p, positions[p]);
                overlay.SetBox(p, rows, columns);
            }

            var buffer = _buffers[_plan.BufferOf(node.Id)];
            buffer.Reserve(overlay.Floats);
            overlay.Data = buffer.Pointer;
            if (node.Layer is InputLayer)
            {
                Paint(overlay);
            }
            else if (overlay.Pixels > 0)
            {
                _network.KernelOf(node.Id)!.Run(_inputs[node.Id], overlay);
                _shrinking?.After(node, overlay);
            }

            NodeSeconds[node.Id] += (Environment.CpuUsage.TotalTime - start).TotalSeconds;
            Look?.Invoke(node, overlay);
        }
    }

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

    private (Interval Rows, Interval Columns) Box(NetworkNode node, int p, in Occlusion position)
    {
        if (node.Layer is InputLayer)
        {
            return (new Interval(position.Y, position.Y + position.Height), new Interval(position.X, position.X + position.Width));
        }

        var shapes = _shapes[node.Id];
        Span<Interval> rows = stackalloc Interval[shapes.Length];
        Span<Interval> columns = stackalloc Interval[shapes.Length];
        for (var i = 0; i < shapes.Length; i++)
        {
            ref var box = ref _inputs[node.Id][i].Boxes[p];
            (rows[i], columns[i]) = (new Interval(box.Y, box.Y + box.Height), new Interval(box.X, box.X + box.Width));
        }

        var changed = (Rows: Rectangles.Changed(node, rows, shapes, columns: false), Columns: Rectangles.Changed(node, columns, shapes, columns: true));
        if (_truncation is { } truncation)
        {
            var input = _overlays[0].Shape;
            changed.Rows = truncation.Clip(changed.Rows, node.Shape.Height, (position.Y + (position.Height / 2.0)) / input.Height);
            changed.Columns = truncation.Clip(changed.Columns, node.Shape.Width, (position.X + (position.Width / 2.0)) / input.Width);
        }

        return changed;
    }

    private void Paint(Overlay overlay)
    {
        for (var p = 0; p < overlay.Count; p++)
        {
            var box = overlay.Boxes[p];
            for (var row = 0; row < box.Height; row++)
            {
                var length = box.Width * overlay.Stride;
                _fill.AsSpan((((box.Y + row) * overlay.Shape.Width) + box.X) * overlay.Stride, length)
                    .CopyTo(new Span<float>(overlay.Data + ((nint)(box.Offset + ((long)row * box.Width)) * overlay.Stride), length));
            }
        }
    }
}
