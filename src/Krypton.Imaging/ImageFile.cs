using Krypton.Imaging.Codecs;

namespace Krypton.Imaging;

/// <summary>
/// Reads and writes image files. Pixels come back as stored, as Pillow's <c>convert('RGB')</c> gives them: gray repeated three
/// times, of 16 bits the upper 8, alpha dropped, colour profiles ignored, of an animation the first frame.
/// Unlike Pillow, EXIF orientation is applied, because people mean the picture that their viewer shows.
/// </summary>
public static class ImageFile
{
    /// <summary>The largest image read, in pixels. Decoding takes 7 bytes a pixel at its peak, so this bounds it below 1 GB.</summary>
    public const long MaximumPixels = 128_000_000;

    internal const string Formats = "Readable are PNG, JPEG, BMP, WebP and GIF; convert it to one of them.";

    private static readonly IImageCodec Codec = new SkiaImageCodec();

    /// <summary>Reads an image file. Throws <see cref="ImageException"/> when it is missing, too large or damaged.</summary>
    public static RgbImage Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            using var file = File.OpenRead(path);
            return Decode(file, path);
        }
        catch (Exception cause) when (cause is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ImageException(
                $"There is no image file '{path}'. A relative path starts at '{Environment.CurrentDirectory}'.", cause);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            var remedy = Directory.Exists(path) ? "It is a folder; name a file in it." : "Check that you may read it.";
            throw new ImageException($"'{path}' cannot be read: {cause.Message} {remedy}", cause);
        }
    }

    /// <summary>An image file's size in pixels, without decoding it: whoever takes files from strangers wants to know first.</summary>
    /// <exception cref="ImageException">It is no image.</exception>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static (int Width, int Height) ReadSize(string path)
    {
        using var file = File.OpenRead(path);
        return Codec.ReadSize(file, path);
    }

    /// <summary>Decodes an image held in memory. <paramref name="name"/> stands for it in error messages.</summary>
    public static RgbImage Decode(ReadOnlyMemory<byte> data, string name)
    {
        using var stream = new MemoryStream(data.ToArray(), writable: false);
        return Decode(stream, name);
    }

    /// <summary>Decodes an image from a stream. <paramref name="name"/> stands for it in error messages.</summary>
    public static RgbImage Decode(Stream data, string name)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.CanSeek)
        {
            return Codec.Decode(data, name, MaximumPixels);
        }

        using var copy = new MemoryStream();
        data.CopyTo(copy);
        copy.Position = 0;
        return Codec.Decode(copy, name, MaximumPixels);
    }

    /// <summary>Writes a PNG, replacing the file and creating folders. Throws <see cref="ImageException"/> when it cannot.</summary>
    public static void SavePng(RgbImage image, string path) => OutputFile.Write(path, EncodePng(image));

    /// <summary>The image as a PNG file of 8-bit RGB; decoding it gives the same pixels.</summary>
    public static byte[] EncodePng(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Codec.EncodePng(image);
    }
}
