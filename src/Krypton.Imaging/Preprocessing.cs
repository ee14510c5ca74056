namespace Krypton.Imaging;

/// <summary>
/// How an image becomes a model's input: brought to its size, normalised as (pixel − mean) / std in RGB order and pixel units
/// 0–255, then put into the model's channel order. The default is pixel / 255, RGB, centre cut.
/// Gray takes its luma first, and the red entries of mean and std.
/// </summary>
public sealed record Preprocessing
{
    private readonly ChannelValues _std = ChannelValues.All(255);

    public ChannelValues Mean { get; init; } = ChannelValues.All(0);

    /// <summary>What pixels minus mean are divided by. Setting a zero or a non-finite number throws <see cref="ImageException"/>.</summary>
    public ChannelValues Std
    {
        get => _std;
        init => _std = IsDivisor(value.Red) && IsDivisor(value.Green) && IsDivisor(value.Blue)
            ? value
            : throw new ImageException(FormattableString.Invariant($"std = '{value.Red},{value.Green},{value.Blue}' cannot divide pixels.")
                + " Give numbers other than 0; 1 leaves them undivided.");
    }

    public ChannelOrder Channels { get; init; } = ChannelOrder.Rgb;

    public ResizeMode Resize { get; init; } = ResizeMode.Crop;

    /// <summary>Channels of the tensor: 1 for gray, else 3.</summary>
    public int ChannelCount => Channels == ChannelOrder.Gray ? 1 : 3;

    /// <summary>The image at exactly the model's size, still in pixels. One that has the size already is returned as it is.</summary>
    public RgbImage Fit(RgbImage image, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (image.Width == width && image.Height == height)
        {
            return image;
        }

        return Resize switch
        {
            ResizeMode.Stretch => Resampler.Resize(image, width, height),
            ResizeMode.Pad => Pad(image, width, height),
            _ => Crop(image, width, height),
        };
    }

    /// <summary>Writes the normalised image: channels × height × width floats, or height × width × channels.</summary>
    public void ToTensor(RgbImage fitted, Span<float> destination, TensorLayout layout)
    {
        ArgumentNullException.ThrowIfNull(fitted);
        ToTensor(fitted, 0, 0, fitted.Width, fitted.Height, destination, layout);
    }

    /// <summary>Writes a normalised rectangle of the image, densely packed: the tensor of that rectangle alone.</summary>
    public void ToTensor(RgbImage fitted, int x, int y, int width, int height, Span<float> destination, TensorLayout layout)
    {
        ArgumentNullException.ThrowIfNull(fitted);
        if (x < 0 || y < 0 || width < 0 || height < 0 || x > fitted.Width - width || y > fitted.Height - height)
        {
            throw new ArgumentOutOfRangeException(
                nameof(x), $"The rectangle ({x}, {y}, {width}, {height}) leaves the image of {fitted.Width}x{fitted.Height}.");
        }

        var pixels = width * height;
        if (destination.Length < pixels * ChannelCount)
        {
            throw new ArgumentException($"The tensor needs {pixels * ChannelCount} floats, got {destination.Length}.", nameof(destination));
        }

        if (layout == TensorLayout.Nhwc && Channels != ChannelOrder.Gray)
        {
            InterleavedTensor(fitted, x, y, width, height, destination);
            return;
        }

        var (pixelStep, channelStep) = layout == TensorLayout.Nchw ? (1, pixels) : (ChannelCount, 1);
        for (var channel = 0; channel < ChannelCount; channel++)
        {
            var (normalized, component, gray) = (Table(channel), Component(channel), Channels == ChannelOrder.Gray);
            var to = channel * channelStep;
            for (var row = y; row < y + height; row++)
            {
                var pixelsOfRow = fitted.Rgb.AsSpan(((row * fitted.Width) + x) * 3, 3 * width);
                for (var from = 0; from + 2 < pixelsOfRow.Length; from += 3, to += pixelStep)
                {
                    destination[to] = normalized[gray ? Luma(pixelsOfRow[from], pixelsOfRow[from + 1], pixelsOfRow[from + 2]) : pixelsOfRow[from + component]];
                }
            }
        }
    }

    /// <summary>Pixels in the order in which they are stored: one pass.</summary>
    private void InterleavedTensor(RgbImage fitted, int x, int y, int width, int height, Span<float> destination)
    {
        var (first, second, third) = (Table(0), Table(1), Table(2));
        var (red, blue) = (Component(0), Component(2));
        for (var row = 0; row < height; row++)
        {
            var from = fitted.Rgb.AsSpan((((row + y) * fitted.Width) + x) * 3, 3 * width);
            var to = destination.Slice(row * 3 * width, 3 * width);
            for (var i = 0; i + 2 < from.Length && i + 2 < to.Length; i += 3)
            {
                (to[i], to[i + 1], to[i + 2]) = (first[from[i + red]], second[from[i + 1]], third[from[i + blue]]);
            }
        }
    }

    /// <summary>What one colour becomes in the tensor, a number a channel.</summary>
    public float[] NormalizeColor(byte r, byte g, byte b)
    {
        var color = new float[ChannelCount];
        ToTensor(new RgbImage(1, 1, [r, g, b]), color, TensorLayout.Nhwc);
        return color;
    }

    /// <summary>Luma of ITU-R 601 in the 16-bit fixed point of Pillow's mode L.</summary>
    internal static byte Luma(byte r, byte g, byte b) => (byte)(((r * 19595) + (g * 38470) + (b * 7471) + 0x8000) >> 16);

    private static bool IsDivisor(float value) => float.IsFinite(value) && value != 0;

    private static RgbImage Crop(RgbImage image, int width, int height)
    {
        // The side that needs the larger factor decides; the other one overhangs and loses both ends.
        var byWidth = (long)width * image.Height >= (long)height * image.Width;
        var scaledWidth = byWidth ? width : (long)height * image.Width / image.Height;
        var scaledHeight = byWidth ? (long)width * image.Height / image.Width : height;
        var (left, top) = (HalfOf(scaledWidth - width), HalfOf(scaledHeight - height));
        return Resampler.ResizeWindow(image, scaledWidth, scaledHeight, left, top, width, height);
    }

    private static RgbImage Pad(RgbImage image, int width, int height)
    {
        var byWidth = (long)width * image.Height <= (long)height * image.Width;
        var innerWidth = byWidth ? width : Rounded((double)image.Width / image.Height * height);
        var innerHeight = byWidth ? Rounded((double)image.Height / image.Width * width) : height;
        var inner = Resampler.Resize(image, innerWidth, innerHeight);
        var rgb = new byte[width * height * 3];
        var left = (int)HalfOf(width - innerWidth);
        var top = (int)HalfOf(height - innerHeight);
        for (var row = 0; row < innerHeight; row++)
        {
            inner.Rgb.AsSpan(row * innerWidth * 3, innerWidth * 3).CopyTo(rgb.AsSpan((((top + row) * width) + left) * 3));
        }

        return new RgbImage(width, height, rgb);
    }

    // Python's round, to the even neighbour: torchvision's and Pillow's centre.
    private static long HalfOf(long overhang) => (long)Math.Round(overhang / 2.0, MidpointRounding.ToEven);

    private static int Rounded(double side) => Math.Max(1, (int)Math.Round(side, MidpointRounding.ToEven));

    private float[] Table(int channel)
    {
        var (mean, std) = Component(channel) switch
        {
            0 => (Mean.Red, Std.Red),
            1 => (Mean.Green, Std.Green),
            _ => (Mean.Blue, Std.Blue),
        };
        var table = new float[256];
        for (var value = 0; value < table.Length; value++)
        {
            table[value] = (value - mean) / std;
        }

        return table;
    }

    /// <summary>Which of red, green, blue a tensor's channel holds; gray borrows red's mean and std.</summary>
    private int Component(int channel) => Channels == ChannelOrder.Bgr ? 2 - channel : channel;
}
