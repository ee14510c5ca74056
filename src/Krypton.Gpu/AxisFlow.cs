using Krypton.Models.Network;
using Krypton.Planning.Physical;

namespace Krypton.Gpu;

/// <summary>Rows, or columns, that a batch's patches change at every node. Positions of a grid share most of them, so each is followed through the network once.</summary>
internal sealed class AxisFlow(GpuNetwork network, Truncation? truncation, bool columns)
{
    private readonly List<(Interval Changed, double Center)> _starts = [];
    private readonly Interval[][] _intervals = new Interval[network.Network.Nodes.Count][];
    private readonly Interval[] _inputs = new Interval[network.Network.Nodes.Max(n => n.Inputs.Count)];

    public void Clear() => _starts.Clear();

    /// <summary>The index of what a patch changes at the input.</summary>
    /// <param name="center">The patch's middle, which truncation keeps to.</param>
    public int Add(Interval changed, double center)
    {
        // The last ones first: a row of the grid has the same rows, and the columns come again in their order.
        for (var i = _starts.Count - 1; i >= 0; i--)
        {
            if (_starts[i] == (changed, center))
            {
                return i;
            }
        }

        _starts.Add((changed, center));
        return _starts.Count - 1;
    }

    /// <summary>A node's intervals; its inputs' have been asked for before.</summary>
    public ReadOnlySpan<Interval> Of(NetworkNode node)
    {
        var intervals = _intervals[node.Id];
        if (intervals is null || intervals.Length < _starts.Count)
        {
            intervals = _intervals[node.Id] = new Interval[_starts.Count];
        }

        for (var i = 0; i < _starts.Count; i++)
        {
            intervals[i] = Changed(node, i);
        }

        return intervals;
    }

    private Interval Changed(NetworkNode node, int index)
    {
        if (node.Layer is InputLayer)
        {
            return _starts[index].Changed;
        }

        if (node.Id >= network.FullFrom && node.Layer is not ConstantLayer)
        {
            return new Interval(0, columns ? node.Shape.Width : node.Shape.Height);
        }

        for (var i = 0; i < node.Inputs.Count; i++)
        {
            _inputs[i] = _intervals[node.Inputs[i]][index];
        }

        var changed = Rectangles.Changed(node, _inputs.AsSpan(0, node.Inputs.Count), network.InputShapes(node.Id), columns);
        var input = network.Network.Nodes[0].Shape;
        return truncation?.Clip(changed, columns ? node.Shape.Width : node.Shape.Height, _starts[index].Center / (columns ? input.Width : input.Height)) ?? changed;
    }
}
