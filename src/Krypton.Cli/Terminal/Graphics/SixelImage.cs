using System.Globalization;
using System.Text;
using Krypton.Imaging;

namespace Krypton.Cli.Terminal.Graphics;

/// <summary>A picture as sixels: strips six pixels high, each colour of a strip drawn over the last, with runs counted.</summary>
/// <remarks>Colours are rounded to a cube of 6×6×6, for terminals promise no more than 256.</remarks>
internal static class SixelImage
{
    private const int Levels = 6;
    private const int StripHeight = 6;

    // Shorter runs take no fewer characters counted than written out.
    private const int ShortestRun = 4;

    public static string Encode(RgbImage image)
    {
        var pixels = Quantize(image);

        // 7;1: square pixels, and pixels that nothing draws keep what is below; then the size.
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"\u001bP7;1q\"1;1;{image.Width};{image.Height}"));
        foreach (var color in pixels.Distinct().Order())
        {
            text.Append(CultureInfo.InvariantCulture, $"#{color};2;{Percent(color / (Levels * Levels))};{Percent(color / Levels % Levels)};{Percent(color % Levels)}");
        }

        for (var top = 0; top < image.Height; top += StripHeight)
        {
            var strip = pixels.AsSpan(top * image.Width, Math.Min(StripHeight, image.Height - top) * image.Width);
            AppendStrip(text, strip, image.Width);
        }

        return text.Append("\u001b\\\n").ToString();
    }

    private static void AppendStrip(StringBuilder text, ReadOnlySpan<byte> strip, int width)
    {
        Span<bool> present = stackalloc bool[Levels * Levels * Levels];
        foreach (var color in strip)
        {
            present[color] = true;
        }

        var bits = new byte[width];
        for (var color = 0; color < present.Length; color++)
        {
            if (!present[color])
            {
                continue;
            }

            Array.Clear(bits);
            for (var i = 0; i < strip.Length; i++)
            {
                bits[i % width] |= (byte)(strip[i] == color ? 1 << (i / width) : 0);
            }

            text.Append(CultureInfo.InvariantCulture, $"#{color}");
            AppendRuns(text, bits);
            text.Append('$');
        }

        text.Append('-');
    }

    private static void AppendRuns(StringBuilder text, byte[] bits)
    {
        for (var start = 0; start < bits.Length;)
        {
            var end = start + 1;
            while (end < bits.Length && bits[end] == bits[start])
            {
                end++;
            }

            var (symbol, length) = ((char)('?' + bits[start]), end - start);
            if (length >= ShortestRun)
            {
                text.Append(CultureInfo.InvariantCulture, $"!{length}{symbol}");
            }
            else
            {
                text.Append(symbol, length);
            }

            start = end;
        }
    }

    private static byte[] Quantize(RgbImage image)
    {
        var rgb = image.Rgb;
        var pixels = new byte[image.Width * image.Height];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)((((Level(rgb[3 * i]) * Levels) + Level(rgb[(3 * i) + 1])) * Levels) + Level(rgb[(3 * i) + 2]));
        }

        return pixels;
    }

    private static int Level(byte value) => ((value * (Levels - 1)) + 127) / 255;

    private static int Percent(int level) => level * 100 / (Levels - 1);
}
