using Krypton.Execution.Incremental;
using Krypton.Kernels;
using Krypton.Models.Network;
using Krypton.Planning.Physical;

namespace Krypton.Execution.Calibration;

/// <summary>A batch of boxes that goes through a network layer by layer, in buffers that layers share as a plan's do.</summary>
internal sealed unsafe class CalibrationBatch : IDisposable
{
    private readonly CompiledNetwork _network;
    private readonly BoxTable _boxes;
    private readonly Overlay[] _overlays;
    private readonly BufferPlan _plan;
    private readonly NativeBuffer[] _buffers;

    public CalibrationBatch(CompiledNetwork network, BaseActivations original, BoxTable boxes)
    {
        (_network, _boxes) = (network, boxes);
        _overlays = [.. network.Network.Nodes.Select(n => new Overlay(n.Shape) { Base = original.Map(n.Id) })];
        _plan = new BufferPlan(network.Network, [boxes]);
        _buffers = [.. Enumerable.Range(0, _plan.Count).Select(_ => new NativeBuffer())];
    }

    /// <summary>Sets the boxes of all positions of the grid at a node.</summary>
    public void Place(NetworkNode node)
    {
        var overlay = _overlays[node.Id];
        overlay.Begin(_boxes.Grid.Count);
        for (var p = 0; p < overlay.Count; p++)
        {
            var (row, column) = Math.DivRem(p, _boxes.Grid.Columns);
            overlay.SetBox(p, _boxes.RowIntervals(node.Id)[row], _boxes.ColumnIntervals(node.Id)[column]);
        }

        var buffer = _buffers[_plan.BufferOf(node.Id)];
        buffer.Reserve(overlay.Floats);
        overlay.Data = buffer.Pointer;
    }

    /// <summary>Fills the node's boxes: the input's with a colour, others by their kernel.</summary>
    public void Compute(NetworkNode node)
    {
        var overlay = _overlays[node.Id];
        if (node.Layer is InputLayer)
        {
            new Span<float>(overlay.Data, checked((int)overlay.Floats)).Fill(1);
        }
        else if (overlay.Pixels > 0)
        {
            _network.KernelOf(node.Id)!.Run([.. node.Inputs.Select(i => _overlays[i])], overlay);
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
}
