using Krypton.Models.Network;

namespace Krypton.Planning.Cost;

/// <summary>The sizes of a layer's boxes and how many positions have each; sums over them need no loop over positions.</summary>
/// <remarks>Along an axis only the borders and the phase make lengths differ, so there are few pairs.</remarks>
public sealed class BoxSizes
{
    private readonly List<(int Height, int Width, double Count)> _sizes = [];

    /// <param name="rows">The rows of each row of positions.</param>
    /// <param name="columns">The columns of each column of positions.</param>
    public BoxSizes(ReadOnlySpan<Interval> rows, ReadOnlySpan<Interval> columns)
    {
        var widths = Lengths(columns);
        foreach (var (height, down) in Lengths(rows))
        {
            foreach (var (width, across) in widths)
            {
                var count = (double)down * across;
                _sizes.Add((height, width, count));
                Boxes += count;
                Pixels += count * height * width;
            }
        }
    }

    /// <summary>Boxes that are not empty.</summary>
    public double Boxes { get; }

    public double Pixels { get; }

    /// <summary>One box, the whole map.</summary>
    public static BoxSizes Whole(MapShape shape) => new([new Interval(0, shape.Height)], [new Interval(0, shape.Width)]);

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

    /// <summary>The lengths that occur, shortest first, and how often each does.</summary>
    private static List<(int Length, int Count)> Lengths(ReadOnlySpan<Interval> intervals)
    {
        var longest = 0;
        foreach (var interval in intervals)
        {
            longest = Math.Max(longest, interval.Length);
        }

        var counts = new int[longest + 1];
        foreach (var interval in intervals)
        {
            counts[Math.Max(0, interval.Length)]++;
        }

        var lengths = new List<(int Length, int Count)>();
        for (var length = 1; length < counts.Length; length++)
        {
            if (counts[length] > 0)
            {
                lengths.Add((length, counts[length]));
            }
        }

        return lengths;
    }
}
