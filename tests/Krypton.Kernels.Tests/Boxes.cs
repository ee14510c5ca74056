using Krypton.Models.Network;

namespace Krypton.Kernels.Tests;

/// <summary>The rectangles of a map that kernels get wrong first.</summary>
internal static class Boxes
{
    /// <summary>Eight boxes: one pixel in a corner, an odd rectangle inside, none, the last row, the whole map, the last column, the other corner, a half.</summary>
    public static IReadOnlyList<(Interval Rows, Interval Columns)> Of(MapShape shape)
    {
        var (h, w) = (shape.Height, shape.Width);
        return
        [
            (new(0, 1), new(0, 1)),
            (new(h / 3, Math.Max((h / 3) + 1, h - 1)), new(w / 4, Math.Max((w / 4) + 1, w - 2))),
            (Interval.Empty, Interval.Empty),
            (new(h - 1, h), new(0, w)),
            (new(0, h), new(0, w)),
            (new(0, h), new(w - 1, w)),
            (new(h - 1, h), new(w - 1, w)),
            (new(h / 2, h), new(0, (w + 1) / 2)),
        ];
    }
}
