namespace Krypton.Imaging;

/// <summary>
/// What an occluding patch shows, in pixel space before normalisation: each fill is a whole image of the input's size,
/// and a patch copies its rectangle from it.
/// </summary>
public abstract record PatchFill
{
    private PatchFill()
    {
    }

    /// <summary>The image whose pixels the patches over <paramref name="fitted"/> show; same size.</summary>
    public abstract RgbImage FillImage(RgbImage fitted);

    /// <summary>One colour.</summary>
    public sealed record Solid(byte R, byte G, byte B) : PatchFill
    {
        public override RgbImage FillImage(RgbImage fitted) => RgbImage.Solid(fitted.Width, fitted.Height, R, G, B);
    }

    /// <summary>The mean colour of the fitted image, each channel rounded to the nearest integer.</summary>
    public sealed record MeanColor : PatchFill
    {
        public override RgbImage FillImage(RgbImage fitted)
        {
            var sums = new long[3];
            for (var at = 0; at < fitted.Rgb.Length; at++)
            {
                sums[at % 3] += fitted.Rgb[at];
            }

            var pixels = (long)fitted.Width * fitted.Height;
            byte Mean(int channel) => (byte)((sums[channel] + (pixels / 2)) / pixels);
            return RgbImage.Solid(fitted.Width, fitted.Height, Mean(0), Mean(1), Mean(2));
        }
    }

    /// <summary>
    /// The image under a Gaussian blur of <paramref name="Sigma"/> pixels. Throws <see cref="ImageException"/> when sigma is
    /// not above 0, or is beyond the image's longer side.
    /// </summary>
    public sealed record Blur(double Sigma) : PatchFill
    {
        public override RgbImage FillImage(RgbImage fitted) => GaussianBlur.Apply(fitted, Sigma);
    }

    /// <summary>Another image, already fitted to the input's size by the same preprocessing.</summary>
    public sealed record Other(RgbImage Image) : PatchFill
    {
        public override RgbImage FillImage(RgbImage fitted) =>
            Image.Width == fitted.Width && Image.Height == fitted.Height
                ? Image
                : throw new ImageException(
                    $"The fill image has {Image.Width}x{Image.Height} pixels, the input {fitted.Width}x{fitted.Height}. Fit both alike.");
    }
}
