using System.Diagnostics;
using Krypton.Kernels;
using Krypton.Models.Network;
using Krypton.Planning.Logical;
using Krypton.Planning.Physical;

namespace Krypton.Execution.Incremental;

/// <summary>Propagates batches of occluded positions through a network as ragged rectangles over the base activations.</summary>
public sealed unsafe class IncrementalSegment : IDisposable
{
    private readonly CompiledNetwork _network;
    private readonly BaseActivations _base;
    private readonly BoxTable _boxes;
    private readonly float[] _fill;
    private readonly Overlay[] _overlays;
    private readonly Overlay[][] _inputs;
    private readonly BufferPlan _plan;
    private readonly NativeBuffer[] _buffers;

    /// <param name="fill">The preprocessed image whose pixels the patch shows, in height-width-channel order.</param>
    public IncrementalSegment(CompiledNetwork network, BaseActivations baseActivations, BoxTable boxes, float[] fill)
    {
        (_network, _base, _boxes, _fill) = (network, baseActivations, boxes, fill);
        var nodes = network.Network.Nodes;
        _overlays = [.. nodes.Select(n => new Overlay(n.Shape) { Base = baseActivations.Map(n.Id) })];
        _inputs = [.. nodes.Select(n => n.Inputs.Select(i => _overlays[i]).ToArray())];
        _plan = new BufferPlan(network.Network, boxes);
        _buffers = [.. Enumerable.Range(0, _plan.Count).Select(_ => new NativeBuffer())];
        LayerTicks = new long[nodes.Count];
        LayerPixels = new long[nodes.Count];
    }

    /// <summary>Stopwatch ticks spent in each node's kernel so far.</summary>
    public long[] LayerTicks { get; }

    /// <summary>Pixels computed at each node so far.</summary>
    public long[] LayerPixels { get; }

    public long BufferBytes => _buffers.Sum(b => b.Length * sizeof(float));

    /// <summary>Runs the positions; afterwards <see cref="Output"/> gives their results until the next call.</summary>
    public void Run(ReadOnlySpan<GridPosition> positions, CancellationToken cancellation)
    {
        foreach (var node in _network.Network.Nodes)
        {
            cancellation.ThrowIfCancellationRequested();
            var overlay = _overlays[node.Id];
            overlay.Begin(positions.Length);
            for (var p = 0; p < positions.Length; p++)
            {
                overlay.SetBox(p, _boxes.Rows(node.Id, positions[p]), _boxes.Columns(node.Id, positions[p]));
            }

            var buffer = _buffers[_plan.BufferOf(node.Id)];
            buffer.Reserve(overlay.Floats);
            overlay.Data = buffer.Pointer;
            var start = Stopwatch.GetTimestamp();
            if (node.Layer is InputLayer)
            {
                Fill(overlay);
            }
            else if (overlay.Pixels > 0)
            {
                _network.KernelOf(node.Id)!.Run(_inputs[node.Id], overlay);
            }

            LayerTicks[node.Id] += Stopwatch.GetTimestamp() - start;
            LayerPixels[node.Id] += overlay.Pixels;
        }
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

    private void Fill(Overlay overlay)
    {
        var (width, channels) = (overlay.Shape.Width, overlay.Shape.Channels);
        for (var p = 0; p < overlay.Count; p++)
        {
            ref var box = ref overlay.Boxes[p];
            for (var i = 0; i < box.Pixels; i++)
            {
                var (y, x) = (box.Y + (i / box.Width), box.X + (i % box.Width));
                _fill.AsSpan(((y * width) + x) * channels, channels).CopyTo(new Span<float>(overlay.Data + ((nint)(box.Offset + i) * overlay.Stride), channels));
            }
        }
    }
}
