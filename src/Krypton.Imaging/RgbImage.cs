namespace Krypton.Imaging;

/// <summary>
/// An 8-bit colour image: <see cref="Rgb"/> holds red, green, blue, row by row from the top left, height × width × 3 bytes.
/// By convention nobody writes to the pixels after construction, so an image can be shared between threads and queries.
/// </summary>
public sealed class RgbImage
{
    /// <summary>Wraps the pixels without copying them. Throws when their number does not match the size.</summary>
    public RgbImage(int width, int height, byte[] rgb)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentNullException.ThrowIfNull(rgb);
        if (rgb.LongLength != 3L * width * height)
        {
            throw new ArgumentException($"{width}x{height} pixels need {3L * width * height} bytes, got {rgb.LongLength}.", nameof(rgb));
        }

        Width = width;
        Height = height;
        Rgb = rgb;
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Pixels as height × width × (red, green, blue).</summary>
    public byte[] Rgb { get; }

    /// <summary>The colour at column <paramref name="x"/>, row <paramref name="y"/>, from the top left.</summary>
    public (byte R, byte G, byte B) this[int x, int y]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)x, (uint)Width, nameof(x));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)y, (uint)Height, nameof(y));
            var at = ((y * Width) + x) * 3;
            return (Rgb[at], Rgb[at + 1], Rgb[at + 2]);
        }
    }

    /// <summary>An image of one colour.</summary>
    public static RgbImage Solid(int width, int height, byte r, byte g, byte b)
    {
        var rgb = new byte[checked(width * height * 3)];
        for (var at = 0; at < rgb.Length; at += 3)
        {
            rgb[at] = r;
            rgb[at + 1] = g;
            rgb[at + 2] = b;
        }

        return new RgbImage(width, height, rgb);
    }
}
