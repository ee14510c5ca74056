using Krypton.Models.Network;
using Krypton.Planning.Logical;

namespace Krypton.Execution.Approximation;

/// <summary>The periods with which a network may treat positions alike.</summary>
public static class Phases
{
    /// <summary>Total strides that a network may have, worth looking for in its maps.</summary>
    private const int LongestPeriod = 16;

    /// <summary>Cells from a position to the next of its phase, for each total stride: how much smaller the network's maps are than its input, in strides of the grid.</summary>
    public static int[] Periods(NetworkGraph network, PatchGrid grid) =>
        [.. network.Nodes.Where(n => n.Shape.Height > 1).Select(n => (int)Math.Round((double)network.Nodes[0].Shape.Height / n.Shape.Height))
            .Where(s => s % grid.StrideHeight == 0).Select(s => s / grid.StrideHeight).Where(p => p is > 1 and <= LongestPeriod).Distinct().Order()];
}
