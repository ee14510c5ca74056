namespace Krypton.Phantoms;

/// <summary>A synthetic chest film and its truth. Not for diagnosis: nothing in it comes from a patient.</summary>
public sealed class PhantomFilm(ulong seed, byte[] pixels, Opacity? opacity)
{
    /// <summary>Height and width in pixels.</summary>
    public const int Size = 224;

    /// <summary>The seed it was drawn from.</summary>
    public ulong Seed => seed;

    /// <summary>Gray values 0 (black, air) to 255 (white, dense), row by row, Size × Size; as RGB all three channels are equal.</summary>
    public byte[] Pixels => pixels;

    /// <summary>Where the opacity is; null on a normal film.</summary>
    public Opacity? Opacity => opacity;

    public bool IsPositive => opacity is not null;
}
