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
        var rgb = GC.AllocateUninitializedArray<byte>(3 * width * height);

        // The stored pixel that comes first, and how many stored pixels lie between two upright rows and between two upright columns.
        var first = exif switch
        {
            2 or 8 => storedWidth - 1,
            3 or 7 => (storedHeight * storedWidth) - 1,
            4 or 6 => (storedHeight - 1) * storedWidth,
            _ => 0,
        };
        var (row, column) = exif switch
        {
            2 => (storedWidth, -1),
            3 => (-storedWidth, -1),
            4 => (-storedWidth, 1),
            5 => (1, storedWidth),
            6 => (1, -storedWidth),
            7 => (-1, -storedWidth),
            8 => (-1, storedWidth),
            _ => (storedWidth, 1),
        };
        var at = 0;
        for (var y = 0; y < height; y++)
        {
            var from = 4 * (first + (y * row));
            for (var x = 0; x < width; x++, from += 4 * column, at += 3)
            {
                (rgb[at], rgb[at + 1], rgb[at + 2]) = (rgba[from], rgba[from + 1], rgba[from + 2]);
            }
        }

        return new RgbImage(width, height, rgb);
    }
}
