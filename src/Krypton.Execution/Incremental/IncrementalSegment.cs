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
    private readonly NativeBuffer?[] _buffers;
    private readonly BufferPool _pool = new();

    /// <param name="fill">The preprocessed image whose pixels the patch shows, in height-width-channel order.</param>
    public IncrementalSegment(CompiledNetwork network, BaseActivations baseActivations, BoxTable boxes, float[] fill)
    {
        (_network, _base, _boxes, _fill) = (network, baseActivations, boxes, fill);
        var nodes = network.Network.Nodes;
        _overlays = [.. nodes.Select(n => new Overlay(n.Shape) { Base = baseActivations.Map(n.Id) })];
        _inputs = [.. nodes.Select(n => n.Inputs.Select(i => _overlays[i]).ToArray())];
        _buffers = new NativeBuffer?[nodes.Count];
        LayerTicks = new long[nodes.Count];
        LayerPixels = new long[nodes.Count];
    }

    /// <summary>Stopwatch ticks spent in each node's kernel so far.</summary>
    public long[] LayerTicks { get; }

    /// <summary>Pixels computed at each node so far.</summary>
    public long[] LayerPixels { get; }

    public long BufferBytes => _pool.Bytes;

    /// <summary>Runs the positions; afterwards <see cref="Output"/> gives their results until the next call.</summary>
    public void Run(ReadOnlySpan<GridPosition> positions, CancellationToken cancellation)
    {
        ReturnBuffers();
        foreach (var node in _network.Network.Nodes)
        {
            cancellation.ThrowIfCancellationRequested();
            var overlay = _overlays[node.Id];
            overlay.Begin(positions.Length);
            for (var p = 0; p < positions.Length; p++)
            {
                overlay.SetBox(p, _boxes.Rows(node.Id, positions[p]), _boxes.Columns(node.Id, positions[p]));
            }

            _buffers[node.Id] = _pool.Rent(overlay.Floats);
            overlay.Data = _buffers[node.Id]!.Pointer;
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
            Release(node);
        }
    }

    /// <summary>The overlay of one of the network's outputs.</summary>
    public Overlay Output(int node) => _overlays[node];

    public void Dispose()
    {
        _pool.Dispose();
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

    private void Release(NetworkNode node)
    {
        foreach (var input in node.Inputs)
        {
            if (_network.LastReader(input) == node.Id && _buffers[input] is { } buffer)
            {
                _pool.Return(buffer);
                _buffers[input] = null;
            }
        }
    }

    private void ReturnBuffers()
    {
        for (var i = 0; i < _buffers.Length; i++)
        {
            if (_buffers[i] is { } buffer)
            {
                _pool.Return(buffer);
                _buffers[i] = null;
            }
        }
    }
}
