namespace Krypton.Phantoms;

/// <summary>A synthetic chest film and its truth. Not for diagnosis: nothing in it comes from a patient.</summary>
/// <param name="Seed">The seed it was drawn from.</param>
/// <param name="Pixels">Gray values 0 (black, air) to 255 (white, dense), row by row, Size × Size; as RGB all three channels are equal.</param>
/// <param name="Opacity">Where the opacity is; null on a normal film.</param>
public sealed record PhantomFilm(ulong Seed, byte[] Pixels, Opacity? Opacity)
{
    /// <summary>Height and width in pixels.</summary>
    public const int Size = 224;

    public bool IsPositive => Opacity is not null;
}
