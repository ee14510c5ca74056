namespace Krypton.Imaging.Drawing;

/// <summary>A picture being drawn: rectangles, other pictures, and text in the built-in font.</summary>
internal sealed class Canvas(int width, int height, (byte R, byte G, byte B) background)
{
    private const double WidthToHeight = 0.84;

    private readonly byte[] _rgb = RgbImage.Solid(width, height, background.R, background.G, background.B).Rgb;

    /// <summary>The finished picture; draw nothing afterwards.</summary>
    public RgbImage ToImage() => new(width, height, _rgb);

    public void Draw(RgbImage image, int left, int top)
    {
        for (var row = 0; row < image.Height; row++)
        {
            image.Rgb.AsSpan(row * image.Width * 3, image.Width * 3).CopyTo(_rgb.AsSpan((((top + row) * width) + left) * 3));
        }
    }

    public void Fill(int left, int top, int fillWidth, int fillHeight, (byte R, byte G, byte B) color)
    {
        for (var y = Math.Max(top, 0); y < Math.Min(top + fillHeight, height); y++)
        {
            for (var x = Math.Max(left, 0); x < Math.Min(left + fillWidth, width); x++)
            {
                Blend(x, y, color, 1);
            }
        }
    }

    /// <summary>A frame that grows inwards from the rectangle's edge.</summary>
    public void Frame(int left, int top, int frameWidth, int frameHeight, int thickness, (byte R, byte G, byte B) color)
    {
        Fill(left, top, frameWidth, thickness, color);
        Fill(left, top + frameHeight - thickness, frameWidth, thickness, color);
        Fill(left, top, thickness, frameHeight, color);
        Fill(left + frameWidth - thickness, top, thickness, frameHeight, color);
    }

    /// <summary>The width in pixels of a line of text whose capitals are <paramref name="capHeight"/> pixels high.</summary>
    public static double Measure(string text, double capHeight) =>
        text.Sum(StrokeFont.Advance) * capHeight / StrokeFont.CapHeight * WidthToHeight;

    /// <summary>
    /// The text, shortened with an ellipsis where it would be wider than <paramref name="widest"/> pixels. Up to
    /// <paramref name="tail"/> characters of its end survive: a title keeps its score.
    /// </summary>
    public static string Ellipsize(string text, double capHeight, double widest, int tail = 0)
    {
        if (Measure(text, capHeight) <= widest)
        {
            return text;
        }

        var end = text[^Math.Min(tail, text.Length / 3)..];
        var kept = text.Length - end.Length;
        while (kept > 0 && Measure(text[..kept] + '…' + end, capHeight) > widest)
        {
            kept--;
        }

        return text[..kept].TrimEnd() + '…' + end;
    }

    /// <summary>Draws one line; <paramref name="top"/> is the top of its capitals.</summary>
    public void Text(string text, double left, double top, double capHeight, double weight, (byte R, byte G, byte B) color)
    {
        var unit = capHeight / StrokeFont.CapHeight;
        var thickness = capHeight * weight;
        foreach (var character in text)
        {
            foreach (var stroke in StrokeFont.Strokes(character))
            {
                Stroke(stroke, left, top, unit, thickness, color);
            }

            left += StrokeFont.Advance(character) * unit * WidthToHeight;
        }
    }

    private void Stroke(string stroke, double left, double top, double unit, double thickness, (byte R, byte G, byte B) color)
    {
        var points = new (double X, double Y)[stroke.Length / 2];
        for (var i = 0; i < points.Length; i++)
        {
            points[i] = (left + ((stroke[2 * i] - '0') * unit * WidthToHeight), top + ((stroke[(2 * i) + 1] - '0') * unit));
        }

        var reach = (thickness / 2) + 1;
        var (firstX, lastX) = Range(points.Min(p => p.X) - reach, points.Max(p => p.X) + reach, width);
        var (firstY, lastY) = Range(points.Min(p => p.Y) - reach, points.Max(p => p.Y) + reach, height);
        for (var y = firstY; y <= lastY; y++)
        {
            for (var x = firstX; x <= lastX; x++)
            {
                // One coverage for the whole polyline, else its joints would be inked twice.
                var coverage = (thickness / 2) + 0.5 - Distance(points, x + 0.5, y + 0.5);
                Blend(x, y, color, Math.Clamp(coverage, 0, 1));
            }
        }
    }

    private static (int First, int Last) Range(double low, double high, int size) =>
        ((int)Math.Clamp(low, 0, size), (int)Math.Min(high, size - 1));

    private static double Distance((double X, double Y)[] points, double x, double y)
    {
        var nearest = double.MaxValue;
        for (var i = 1; i < points.Length; i++)
        {
            var (fromX, fromY) = points[i - 1];
            var (alongX, alongY) = (points[i].X - fromX, points[i].Y - fromY);
            var squared = (alongX * alongX) + (alongY * alongY);
            var part = squared == 0 ? 0 : Math.Clamp((((x - fromX) * alongX) + ((y - fromY) * alongY)) / squared, 0, 1);
            nearest = Math.Min(nearest, double.Hypot(x - fromX - (part * alongX), y - fromY - (part * alongY)));
        }

        return nearest;
    }

    private void Blend(int x, int y, (byte R, byte G, byte B) color, double coverage)
    {
        var pixel = _rgb.AsSpan(((y * width) + x) * 3, 3);
        pixel[0] = Mix(pixel[0], color.R, coverage);
        pixel[1] = Mix(pixel[1], color.G, coverage);
        pixel[2] = Mix(pixel[2], color.B, coverage);
    }

    internal static byte Mix(double under, double over, double coverage) => (byte)(under + ((over - under) * coverage) + 0.5);
}
