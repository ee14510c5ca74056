using Krypton.Models.Network;
using Krypton.Planning.Cost;
using Krypton.Planning.Logical;

namespace Krypton.Planning.Physical;

/// <summary>For every node, which rows each row of positions can change and which columns each column of positions can.</summary>
public sealed class BoxTable
{
    private readonly Interval[][] _rows;
    private readonly Interval[][] _columns;
    private readonly long[] _largest;
    private readonly BoxSizes?[] _sizes;

    /// <param name="truncation">Keeps boxes from growing past a share of their layers; null for all that can change.</param>
    public BoxTable(NetworkGraph network, PatchGrid grid, Truncation? truncation = null)
    {
        Grid = grid;
        _rows = Propagate(network, grid.Y, grid.PatchHeight, columns: false, truncation);
        _columns = Propagate(network, grid.X, grid.PatchWidth, columns: true, truncation);
        _sizes = new BoxSizes?[network.Nodes.Count];
        _largest = [.. network.Nodes.Select(n => _rows[n.Id].Select(i => (long)i.Length).DefaultIfEmpty().Max() * _columns[n.Id].Select(i => i.Length).DefaultIfEmpty().Max())];
    }

    public PatchGrid Grid { get; }

    /// <summary>The rows of the node's map that each row of positions can change.</summary>
    public IReadOnlyList<Interval> RowIntervals(int node) => _rows[node];

    /// <summary>The columns of the node's map that each column of positions can change.</summary>
    public IReadOnlyList<Interval> ColumnIntervals(int node) => _columns[node];

    /// <summary>The sizes of the node's boxes.</summary>
    public BoxSizes Sizes(int node) => _sizes[node] ??= new BoxSizes(_rows[node], _columns[node]);

    /// <summary>Pixels of the largest box any position has at the node.</summary>
    public long LargestBox(int node) => _largest[node];

    /// <summary>Pixels of the node's boxes summed over all positions of the grid.</summary>
    public double AllBoxes(int node) => _rows[node].Sum(i => (double)i.Length) * _columns[node].Sum(i => (double)i.Length);

    private static Interval[][] Propagate(NetworkGraph network, PositionAxis axis, int patch, bool columns, Truncation? truncation)
    {
        var table = new Interval[network.Nodes.Count][];
        var image = columns ? network.Nodes[0].Shape.Width : network.Nodes[0].Shape.Height;
        foreach (var node in network.Nodes)
        {
            var changed = new Interval[axis.Count];
            var shapes = network.InputShapes(node);
            var inputs = new Interval[node.Inputs.Count];
            for (var i = 0; i < changed.Length; i++)
            {
                for (var j = 0; j < inputs.Length; j++)
                {
                    inputs[j] = table[node.Inputs[j]][i];
                }

                changed[i] = node.Layer is InputLayer ? new Interval(axis[i], axis[i] + patch) : Rectangles.Changed(node, inputs, shapes, columns);
                if (truncation is not null && node.Layer is not InputLayer)
                {
                    changed[i] = truncation.Clip(changed[i], columns ? node.Shape.Width : node.Shape.Height, (axis[i] + (patch / 2.0)) / image);
                }
            }

            table[node.Id] = changed;
        }

        return table;
    }
}
