using Krypton.Models.Network;
using Krypton.Planning.Logical;
using Krypton.Planning.Physical;

namespace Krypton.Planning.Tests;

internal static class Grids
{
    /// <summary>A square patch at a square of positions, a pixel apart, in the map's upper left corner.</summary>
    public static BoxTable Boxes(NetworkGraph network, int patch, int side)
    {
        var axis = new PositionAxis(0, 1, side);
        return new BoxTable(network, new PatchGrid(patch, patch, 1, 1, axis, axis));
    }
}
