namespace Krypton.Imaging.Codecs;

/// <summary>Undoes the way a camera was held: the eight values of EXIF tag 0x0112.</summary>
internal static class Orientation
{
    /// <summary>
    /// Copies 4-byte pixels as stored into an upright image. <paramref name="exif"/> 1 is upright; 2 and 4 are mirrored,
    /// 3 upside down, 5 to 8 have rows and columns exchanged.
    /// </summary>
    public static RgbImage Upright(ReadOnlySpan<byte> rgba, int storedWidth, int storedHeight, int exif)
    {
        var transposed = exif >= 5;
        var width = transposed ? storedHeight : storedWidth;
        var height = transposed ? storedWidth : storedHeight;
        var rgb = new byte[3 * width * height];
        var at = 0;
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var (storedX, storedY) = exif switch
                {
                    2 => (storedWidth - 1 - x, y),
                    3 => (storedWidth - 1 - x, storedHeight - 1 - y),
                    4 => (x, storedHeight - 1 - y),
                    5 => (y, x),
                    6 => (y, storedHeight - 1 - x),
                    7 => (storedWidth - 1 - y, storedHeight - 1 - x),
                    8 => (storedWidth - 1 - y, x),
                    _ => (x, y),
                };
                rgba.Slice(((storedY * storedWidth) + storedX) * 4, 3).CopyTo(rgb.AsSpan(at));
                at += 3;
            }
        }

        return new RgbImage(width, height, rgb);
    }
}
