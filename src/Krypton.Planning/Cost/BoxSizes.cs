using Krypton.Models.Network;
using Krypton.Planning.Physical;

namespace Krypton.Planning.Cost;

/// <summary>The sizes of a layer's boxes and how many positions have each; sums over them need no loop over positions.</summary>
/// <remarks>Along an axis only the borders and the phase make lengths differ, so there are few pairs.</remarks>
public sealed class BoxSizes
{
    private readonly List<(int Height, int Width, double Count)> _sizes;

    private BoxSizes(IEnumerable<int> heights, IEnumerable<int> widths)
    {
        var (rows, columns) = (Lengths(heights), Lengths(widths));
        _sizes = [.. rows.SelectMany(_ => columns, (r, c) => (r.Length, c.Length, r.Count * c.Count))];
        Boxes = _sizes.Sum(s => s.Count);
        Pixels = Sum((height, width) => (double)height * width);
    }

    /// <summary>Boxes that are not empty.</summary>
    public double Boxes { get; }

    public double Pixels { get; }

    /// <summary>The boxes of all positions at a node.</summary>
    public static BoxSizes Of(BoxTable boxes, int node) =>
        new(boxes.RowIntervals(node).Select(i => i.Length), boxes.ColumnIntervals(node).Select(i => i.Length));

    /// <summary>One box, the whole map.</summary>
    public static BoxSizes Whole(MapShape shape) => new([shape.Height], [shape.Width]);

    /// <summary>The sum of a function of height and width over all boxes.</summary>
    public double Sum(Func<int, int, double> of)
    {
        var sum = 0.0;
        foreach (var (height, width, count) in _sizes)
        {
            sum += count * of(height, width);
        }

        return sum;
    }

    private static List<(int Length, double Count)> Lengths(IEnumerable<int> lengths) =>
        [.. lengths.Where(l => l > 0).GroupBy(l => l).Select(g => (g.Key, (double)g.Count()))];
}
