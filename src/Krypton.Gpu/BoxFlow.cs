using Krypton.Execution.Incremental;
using Krypton.Execution.Inference;
using Krypton.Gpu.Kernels;
using Krypton.Models.Network;
using Krypton.Planning.Logical;
using Krypton.Planning.Physical;

namespace Krypton.Gpu;

/// <summary>The boxes of a batch at every node, known on the host before anything runs.</summary>
internal sealed class BoxFlow
{
    private readonly GpuNetwork _network;
    private readonly GpuBase _base;
    private readonly OcclusionScenes _scenes;
    private readonly PatchPainter _painter;
    private readonly int _batch;
    private readonly bool _prune;
    private readonly Truncation? _truncation;
    private readonly MapShape[][] _shapes;
    private readonly Interval[][] _rows;
    private readonly Interval[][] _columns;

    public BoxFlow(GpuNetwork network, GpuBase maps, OcclusionScenes scenes, int batch, bool prune, Truncation? truncation)
    {
        (_network, _base, _scenes, _batch, _prune, _truncation) = (network, maps, scenes, batch, prune, truncation);
        var nodes = network.Network.Nodes;
        _painter = new PatchPainter(scenes, nodes[0].Shape);
        _shapes = [.. nodes.Select(network.Network.InputShapes)];
        _rows = [.. nodes.Select(_ => new Interval[batch])];
        _columns = [.. nodes.Select(_ => new Interval[batch])];
    }

    /// <summary>Writes every node's box records into the slot; returns each node's pixels, those of the slot's originals included.</summary>
    public int[] Place(ReadOnlySpan<Occlusion> positions, GpuSlot slot)
    {
        var nodes = _network.Network.Nodes;
        var pixels = new int[nodes.Count];
        Span<Interval> inputs = stackalloc Interval[nodes.Max(n => n.Inputs.Count)];
        foreach (var node in nodes)
        {
            var (lead, stride) = (slot.OriginalPixels[node.Id], Launches.Launch.Stride(node.Shape));
            var first = lead;
            for (var p = 0; p < positions.Length; p++)
            {
                var (rows, columns) = Box(node, p, positions[p], inputs);
                if (rows.IsEmpty || columns.IsEmpty)
                {
                    rows = columns = Interval.Empty;
                }

                (_rows[node.Id][p], _columns[node.Id][p]) = (rows, columns);
                slot.Set(node.Id, p, new BoxRecord
                {
                    Y = rows.Start,
                    X = columns.Start,
                    Height = rows.Length,
                    Width = columns.Length,
                    Data = slot.Plan.Boxes(node.Id) + ((first - lead) * stride),
                    Base = Base(slot, node.Id, _scenes.Scenes[positions[p].Scene].Image),
                    FirstPixel = first,
                    Fill = positions[p].Scene * _network.MapSize(0),
                });
                first += rows.Length * columns.Length;
            }

            pixels[node.Id] = first;
        }

        return pixels;
    }

    private int Base(GpuSlot slot, int node, int image) => slot.Plan.Originals > 0 ? slot.Plan.Original(node, image) : _base.Offset(node, image);

    private (Interval Rows, Interval Columns) Box(NetworkNode node, int p, in Occlusion position, Span<Interval> inputs)
    {
        if (node.Layer is InputLayer)
        {
            return _painter.Changed(position, _prune);
        }

        if (node.Id >= _network.FullFrom && node.Layer is not ConstantLayer)
        {
            return (new Interval(0, node.Shape.Height), new Interval(0, node.Shape.Width));
        }

        var rows = Changed(node, p, _rows, inputs, columns: false);
        var columns = Changed(node, p, _columns, inputs, columns: true);
        if (_truncation is { } truncation)
        {
            var input = _network.Network.Nodes[0].Shape;
            rows = truncation.Clip(rows, node.Shape.Height, (position.Y + (position.Height / 2.0)) / input.Height);
            columns = truncation.Clip(columns, node.Shape.Width, (position.X + (position.Width / 2.0)) / input.Width);
        }

        return (rows, columns);
    }

    private Interval Changed(NetworkNode node, int p, Interval[][] intervals, Span<Interval> inputs, bool columns)
    {
        for (var i = 0; i < node.Inputs.Count; i++)
        {
            inputs[i] = intervals[node.Inputs[i]][p];
        }

        return Rectangles.Changed(node, inputs[..node.Inputs.Count], _shapes[node.Id], columns);
    }
}
