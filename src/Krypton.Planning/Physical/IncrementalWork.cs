using Krypton.Models.Network;

namespace Krypton.Planning.Physical;

/// <summary>How much of the arithmetic incremental inference leaves to do.</summary>
public static class IncrementalWork
{
    /// <summary>Floating-point operations for all positions of a grid against those of full inference of each, 0 to 1, in the part Krypton runs.</summary>
    public static double Relative(NetworkGraph network, BoxTable boxes)
    {
        var (full, changed) = (0.0, 0.0);
        foreach (var node in network.Nodes)
        {
            var perPixel = Flops.PerPixel(node, network.InputShapes(node));
            full += perPixel * node.Shape.Pixels * boxes.Grid.Count;
            changed += perPixel * boxes.AllBoxes(node.Id);
        }

        return full == 0 ? 1 : changed / full;
    }
}
