using Krypton.Models.Network;

namespace Krypton.Planning.Physical;

/// <summary>Whether a device computes the original images as the first rows of the first batch: one launch a layer instead of two, but the maps stay where that batch put them, and its boxes with them.</summary>
public static class LeadingBatch
{
    /// <summary>The share of a device's memory that may be kept so.</summary>
    private const int Share = 64;

    /// <summary>Bytes that the images' maps and a batch's boxes take together; nothing shares memory.</summary>
    /// <param name="boxes">One table for each grid of positions.</param>
    /// <param name="fullFrom">The node from which on every box is the whole map.</param>
    public static double Bytes(NetworkGraph network, IReadOnlyList<BoxTable> boxes, int images, int positions, int fullFrom) => sizeof(float) * network.Nodes.Sum(n =>
        (double)((n.Shape.Channels + 3) / 4 * 4) * ((images * n.Shape.Pixels) + ((double)positions * (n.Id >= fullFrom ? n.Shape.Pixels : boxes.Max(b => b.LargestBox(n.Id))))));

    public static bool IsSmall(double bytes, long deviceBytes) => bytes <= (double)deviceBytes / Share;
}
