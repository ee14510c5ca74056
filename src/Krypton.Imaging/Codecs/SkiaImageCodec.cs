using System.Buffers;
using System.Runtime.InteropServices;
using SkiaSharp;

namespace Krypton.Imaging.Codecs;

/// <summary>
/// Image files through Skia. No colour space is asked for, so Skia converts none: pixel values come back as they are stored,
/// whatever gamma or profile the file carries. The same decoders and settings as Pillow's give the same bytes.
/// </summary>
internal sealed class SkiaImageCodec : IImageCodec
{
    public RgbImage Decode(Stream encoded, string name, long maximumPixels)
    {
        using var codec = SKCodec.Create(encoded)
            ?? throw new ImageException($"'{name}' is not an image that can be read, or its header is damaged. {ImageFile.Formats}");
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        if ((long)width * height > maximumPixels)
        {
            throw new ImageException(
                $"'{name}' has {width}x{height} pixels; at most {maximumPixels / 1_000_000} megapixels are read. Scale it down first.");
        }

        // Unpremultiplied: the colour under a transparent pixel must survive.
        var info = new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul, null);
        var rgba = ArrayPool<byte>.Shared.Rent(info.BytesSize);
        var pinned = GCHandle.Alloc(rgba, GCHandleType.Pinned);
        try
        {
            var result = codec.GetPixels(info, pinned.AddrOfPinnedObject());
            if (result != SKCodecResult.Success)
            {
                var what = result == SKCodecResult.IncompleteInput ? "ends before its last pixel" : $"is damaged ({result})";
                throw new ImageException($"'{name}' {what}. Copy or export the file again.");
            }

            return Orientation.Upright(rgba.AsSpan(0, info.BytesSize), width, height, (int)codec.EncodedOrigin);
        }
        finally
        {
            pinned.Free();
            ArrayPool<byte>.Shared.Return(rgba);
        }
    }

    public (int Width, int Height) ReadSize(Stream encoded, string name)
    {
        using var codec = SKCodec.Create(encoded)
            ?? throw new ImageException($"'{name}' is not an image that can be read, or its header is damaged. {ImageFile.Formats}");
        return (codec.Info.Width, codec.Info.Height);
    }

    public byte[] EncodePng(RgbImage image)
    {
        var info = new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Opaque, null);
        using var bitmap = new SKBitmap(info);
        var rgba = bitmap.GetPixelSpan();
        for (int from = 0, to = 0; from < image.Rgb.Length; from += 3, to += 4)
        {
            image.Rgb.AsSpan(from, 3).CopyTo(rgba[to..]);
            rgba[to + 3] = byte.MaxValue;
        }

        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100)
            ?? throw new ImageException($"An image of {image.Width}x{image.Height} pixels could not be written as PNG. Make it smaller.");
        return data.ToArray();
    }
}
