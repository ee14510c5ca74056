namespace Krypton.Imaging;

/// <summary>
/// Bilinear resizing with antialiasing: a triangle filter as wide as the reduction, first along rows, then along columns.
/// Integer arithmetic in the order and precision of Pillow's <c>resize(BILINEAR)</c>, so the bytes are the same on every platform.
/// </summary>
public static class Resampler
{
    private const int FractionBits = 22;
    private const long IntermediateBytes = 1 << 28;
    private const int Half = 1 << (FractionBits - 1);

    public static RgbImage Resize(RgbImage image, int width, int height) =>
        ResizeWindow(image, width, height, 0, 0, width, height);

    /// <summary>
    /// Resizes to <paramref name="scaledWidth"/> × <paramref name="scaledHeight"/> but computes only the window of it at
    /// (<paramref name="x"/>, <paramref name="y"/>): cutting the middle of a very long image stays cheap.
    /// </summary>
    public static RgbImage ResizeWindow(RgbImage image, long scaledWidth, long scaledHeight, long x, long y, int width, int height)
    {
        var columns = Axis.Create(image.Width, scaledWidth, x, width);
        var rows = Axis.Create(image.Height, scaledHeight, y, height);
        if ((long)rows.Count * width * 3 <= IntermediateBytes)
        {
            var narrow = new byte[rows.Count * width * 3];
            var source = image.Rgb.AsSpan(((rows.Start * image.Width) + columns.Start) * 3);
            Pass(source, image.Width * 3, 3, narrow, width * 3, 3, rows.Count, columns);
            return new RgbImage(width, height, Columnwise(narrow, width, rows));
        }

        // A strip millions of pixels tall: shortened first, it need not be held at full height and the new width.
        var low = Columnwise(image.Rgb.AsSpan(rows.Start * image.Width * 3), image.Width, rows);
        var rgb = new byte[height * width * 3];
        Pass(low.AsSpan(columns.Start * 3), image.Width * 3, 3, rgb, width * 3, 3, height, columns);
        return new RgbImage(width, height, rgb);
    }

    private static byte[] Columnwise(ReadOnlySpan<byte> source, int width, Axis rows)
    {
        var target = new byte[checked(rows.Weights.Length * width * 3)];
        Pass(source, 3, width * 3, target, 3, width * 3, width, rows);
        return target;
    }

    /// <summary>Resizes each of <paramref name="lines"/> lines along the axis; steps are bytes between lines and between pixels.</summary>
    private static void Pass(
        ReadOnlySpan<byte> source, int lineStep, int step, Span<byte> target, int targetLineStep, int targetStep, int lines, Axis axis)
    {
        for (var line = 0; line < lines; line++)
        {
            for (var i = 0; i < axis.Weights.Length; i++)
            {
                var from = source[((line * lineStep) + (axis.First[i] * step))..];
                Mix(from, step, axis.Weights[i], target[((line * targetLineStep) + (i * targetStep))..]);
            }
        }
    }

    private static void Mix(ReadOnlySpan<byte> source, int step, int[] weights, Span<byte> target)
    {
        var (r, g, b) = (Half, Half, Half);
        for (int tap = 0, at = 0; tap < weights.Length; tap++, at += step)
        {
            var weight = weights[tap];
            r += source[at] * weight;
            g += source[at + 1] * weight;
            b += source[at + 2] * weight;
        }

        target[0] = ToByte(r);
        target[1] = ToByte(g);
        target[2] = ToByte(b);
    }

    private static byte ToByte(int sum) => (byte)Math.Min(sum >> FractionBits, byte.MaxValue);

    /// <summary>
    /// For each output coordinate of a window: the first source coordinate it draws from, counted from <paramref name="Start"/>,
    /// and the weights from there on. The window draws from <paramref name="Count"/> source coordinates in all.
    /// </summary>
    private sealed record Axis(int Start, int Count, int[] First, int[][] Weights)
    {
        public static Axis Create(int sourceSize, long scaledSize, long offset, int size)
        {
            var first = new int[size];
            var weights = new int[size][];
            var scale = (double)sourceSize / scaledSize;
            var support = Math.Max(scale, 1);
            for (var i = 0; i < size; i++)
            {
                var center = (offset + i + 0.5) * scale;
                first[i] = Math.Max((int)(center - support + 0.5), 0);
                var end = Math.Min((int)(center + support + 0.5), sourceSize);
                weights[i] = Triangle(first[i], end, center, support);
            }

            var start = first[0];
            var count = first[^1] + weights[^1].Length - start;
            return new Axis(start, count, Array.ConvertAll(first, at => at - start), weights);
        }

        private static int[] Triangle(int first, int end, double center, double support)
        {
            var exact = new double[end - first];
            var total = 0.0;
            var inverse = 1 / support;
            for (var i = 0; i < exact.Length; i++)
            {
                exact[i] = Math.Max(0, 1 - Math.Abs((i + first - center + 0.5) * inverse));
                total += exact[i];
            }

            return Array.ConvertAll(exact, weight => (int)((weight / total * (1 << FractionBits)) + 0.5));
        }
    }
}
