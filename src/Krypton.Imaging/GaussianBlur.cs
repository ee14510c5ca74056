namespace Krypton.Imaging;

/// <summary>
/// Separable Gaussian blur: weights cut off at 4 sigma (rounded to a whole pixel) and normalised to sum 1, the image continued
/// outwards by its edge pixels; as scipy's <c>gaussian_filter(mode='nearest')</c>. Rounded to bytes once, at the end.
/// </summary>
internal static class GaussianBlur
{
    public static RgbImage Apply(RgbImage image, double sigma)
    {
        var longest = Math.Max(image.Width, image.Height);
        if (!(sigma > 0 && sigma <= longest))
        {
            throw new ImageException(FormattableString.Invariant(
                $"A blur of {sigma} pixels cannot fill patches. Give a sigma above 0 and at most {longest}, the image's longer side.")
                + " FILL MEAN is what ever larger ones come to.");
        }

        var weights = Weights(sigma);
        var pixels = Array.ConvertAll(image.Rgb, value => (float)value);
        pixels = Pass(pixels, image.Height, image.Width, image.Width * 3, 3, weights);
        pixels = Pass(pixels, image.Width, image.Height, 3, image.Width * 3, weights);
        return new RgbImage(image.Width, image.Height, Array.ConvertAll(pixels, value => (byte)Math.Clamp(value + 0.5f, 0, 255)));
    }

    private static float[] Weights(double sigma)
    {
        var radius = (int)((4 * sigma) + 0.5);
        var weights = new double[(2 * radius) + 1];
        for (var i = 0; i < weights.Length; i++)
        {
            var distance = (i - radius) / sigma;
            weights[i] = Math.Exp(-0.5 * distance * distance);
        }

        var total = weights.Sum();
        return Array.ConvertAll(weights, weight => (float)(weight / total));
    }

    /// <summary>Blurs each of <paramref name="lines"/> lines along itself; steps are distances in floats.</summary>
    private static float[] Pass(float[] source, int lines, int length, int lineStep, int pixelStep, float[] weights)
    {
        var target = new float[source.Length];
        var radius = weights.Length / 2;
        for (var line = 0; line < lines; line++)
        {
            for (var at = 0; at < length; at++)
            {
                float r = 0, g = 0, b = 0;
                for (var tap = 0; tap < weights.Length; tap++)
                {
                    var from = (line * lineStep) + (Math.Clamp(at + tap - radius, 0, length - 1) * pixelStep);
                    r += weights[tap] * source[from];
                    g += weights[tap] * source[from + 1];
                    b += weights[tap] * source[from + 2];
                }

                var to = (line * lineStep) + (at * pixelStep);
                (target[to], target[to + 1], target[to + 2]) = (r, g, b);
            }
        }

        return target;
    }
}
