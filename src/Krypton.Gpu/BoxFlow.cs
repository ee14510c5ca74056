using Krypton.Execution.Incremental;
using Krypton.Execution.Inference;
using Krypton.Gpu.Kernels;
using Krypton.Models.Network;
using Krypton.Planning.Logical;
using Krypton.Planning.Physical;

namespace Krypton.Gpu;

/// <summary>The boxes of a batch at every node, known on the host before anything runs.</summary>
internal sealed class BoxFlow(GpuNetwork network, GpuBase maps, OcclusionScenes scenes, int batch, bool prune, Truncation? truncation)
{
    private readonly PatchPainter _painter = new(scenes, network.Network.Nodes[0].Shape);
    private readonly AxisFlow _rows = new(network, truncation, columns: false);
    private readonly AxisFlow _columns = new(network, truncation, columns: true);

    /// <summary>Which of each axis's intervals a position has.</summary>
    private readonly (int Row, int Column)[] _places = new (int Row, int Column)[batch];

    /// <summary>Writes every node's box records into the slot; returns each node's pixels, those of the slot's originals included.</summary>
    public int[] Place(ReadOnlySpan<Occlusion> positions, GpuSlot slot)
    {
        var nodes = network.Network.Nodes;
        _rows.Clear();
        _columns.Clear();
        for (var p = 0; p < positions.Length; p++)
        {
            var position = positions[p];
            var (rows, columns) = _painter.Changed(position, prune);
            _places[p] = (_rows.Add(rows, position.Y + (position.Height / 2.0)), _columns.Add(columns, position.X + (position.Width / 2.0)));
        }

        var pixels = new int[nodes.Count];
        foreach (var node in nodes)
        {
            var rows = _rows.Of(node);
            var columns = _columns.Of(node);
            var (lead, stride) = (slot.OriginalPixels[node.Id], Launches.Launch.Stride(node.Shape));
            var (first, data) = (lead, slot.Plan.Boxes(node.Id));
            var records = slot.Records(node.Id);
            for (var p = 0; p < positions.Length; p++)
            {
                var scene = positions[p].Scene;
                var (row, column) = (rows[_places[p].Row], columns[_places[p].Column]);
                if (row.IsEmpty || column.IsEmpty)
                {
                    row = column = Interval.Empty;
                }

                records[p] = new BoxRecord
                {
                    Y = row.Start,
                    X = column.Start,
                    Height = row.Length,
                    Width = column.Length,
                    Data = data + ((first - lead) * stride),
                    Base = Base(slot, node.Id, scenes.Scenes[scene].Image),
                    FirstPixel = first,
                    Fill = scene * network.MapSize(0),
                };
                first += row.Length * column.Length;
            }

            pixels[node.Id] = first;
        }

        return pixels;
    }

    private int Base(GpuSlot slot, int node, int image) => slot.Plan.Originals > 0 ? slot.Plan.Original(node, image) : maps.Offset(node, image);
}
