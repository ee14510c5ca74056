namespace Krypton.Networks.Randomized;

/// <summary>An NCHW value of a random network.</summary>
/// <param name="Size">About the size of its values (root mean square), so that weights keep them near 1.</param>
internal readonly record struct Map(string Name, int Channels, int Height, int Width, double Size)
{
    public int Count => Channels * Height * Width;

    public bool HasShapeOf(Map other) => (Channels, Height, Width) == (other.Channels, other.Height, other.Width);
}
