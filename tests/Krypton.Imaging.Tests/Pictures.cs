using SkiaSharp;

namespace Krypton.Imaging.Tests;

/// <summary>Images and files that several tests start from.</summary>
internal static class Pictures
{
    /// <summary>Every pixel different from its neighbours, by a formula that other programs can repeat.</summary>
    public static RgbImage Pattern(int width, int height)
    {
        var rgb = new byte[width * height * 3];
        for (var at = 0; at < rgb.Length; at++)
        {
            var (y, x, channel) = (at / 3 / width, at / 3 % width, at % 3);
            rgb[at] = (byte)((x * 37) + (y * 91) + (channel * 53));
        }

        return new RgbImage(width, height, rgb);
    }

    /// <summary>Gray pixels, row by row.</summary>
    public static RgbImage Gray(int width, int height, params byte[] values) =>
        new(width, height, [.. values.SelectMany(value => new[] { value, value, value })]);

    public static byte[] Reds(RgbImage image) => [.. image.Rgb.Where((_, at) => at % 3 == 0)];

    /// <summary>Red, green, blue and white quarters: survives lossy formats, and shows how it is turned.</summary>
    public static RgbImage Quarters(int width, int height)
    {
        var rgb = new byte[width * height * 3];
        for (var pixel = 0; pixel < width * height; pixel++)
        {
            var (right, low) = (pixel % width >= width / 2, pixel / width >= height / 2);
            byte[] color = (right, low) switch
            {
                (false, false) => [255, 0, 0],
                (true, false) => [0, 255, 0],
                (false, true) => [0, 0, 255],
                _ => [255, 255, 255],
            };
            color.CopyTo(rgb, pixel * 3);
        }

        return new RgbImage(width, height, rgb);
    }

    public static byte[] Encode(RgbImage image, SKEncodedImageFormat format, int quality)
    {
        using var bitmap = new SKBitmap(image.Width, image.Height);
        for (var pixel = 0; pixel < image.Width * image.Height; pixel++)
        {
            var (x, y) = (pixel % image.Width, pixel / image.Width);
            var (r, g, b) = image[x, y];
            bitmap.SetPixel(x, y, new SKColor(r, g, b));
        }

        using var data = bitmap.Encode(format, quality);
        return data.ToArray();
    }

    /// <summary>An uncompressed 24-bit BMP: rows from the bottom, blue first, padded to 4 bytes.</summary>
    public static byte[] Bmp(RgbImage image)
    {
        var stride = ((image.Width * 3) + 3) / 4 * 4;
        using var file = new MemoryStream();
        using var writer = new BinaryWriter(file);
        writer.Write("BM"u8);
        writer.Write(54 + (stride * image.Height));
        writer.Write(0);
        writer.Write(54);
        writer.Write(40);
        writer.Write(image.Width);
        writer.Write(image.Height);
        writer.Write((short)1);
        writer.Write((short)24);
        writer.Write(new byte[24]);
        for (var y = image.Height - 1; y >= 0; y--)
        {
            var row = new byte[stride];
            for (var x = 0; x < image.Width; x++)
            {
                (row[(x * 3) + 2], row[(x * 3) + 1], row[x * 3]) = image[x, y];
            }

            writer.Write(row);
        }

        return file.ToArray();
    }

    /// <summary>The sample images beside the repository, or null where they are not installed.</summary>
    public static string? SampleFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Krypton.sln")))
        {
            folder = folder.Parent;
        }

        var samples = folder is null ? "" : Path.Combine(folder.FullName, "..", "shared", "data", "images");
        return Directory.Exists(samples) ? samples : null;
    }
}
