using Krypton.Models.Network;

namespace Krypton.Planning.Physical;

/// <summary>How much of the arithmetic incremental inference leaves to do.</summary>
public static class IncrementalWork
{
    /// <summary>Floating-point operations for all positions of a grid against those of full inference of each, 0 to 1, in the part Krypton runs.</summary>
    public static double Relative(NetworkGraph network, BoxTable boxes)
    {
        var (full, changed) = (0.0, 0.0);
        foreach (var node in network.Nodes.Where(n => n.Inputs.Count > 0))
        {
            var perPixel = Flops.PerPixel(node, network.Nodes[node.Inputs[0]].Shape.Channels);
            full += perPixel * node.Shape.Pixels * boxes.Grid.Count;
            changed += perPixel * boxes.AllBoxes(node.Id);
        }

        return full == 0 ? 1 : changed / full;
    }
}
