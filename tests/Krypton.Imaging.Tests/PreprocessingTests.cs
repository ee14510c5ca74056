using Xunit;

namespace Krypton.Imaging.Tests;

public class PreprocessingTests
{
    private static readonly Preprocessing ImageNet = new()
    {
        Mean = new ChannelValues(123.675f, 116.28f, 103.53f),
        Std = new ChannelValues(58.395f, 57.12f, 57.375f),
    };

    [Fact]
    public void The_default_divides_pixels_by_255()
    {
        Assert.Equal([0f, 1f, 51 / 255f], new Preprocessing().NormalizeColor(0, 255, 51));
    }

    [Fact]
    public void Mean_and_std_belong_to_red_green_blue_whatever_the_channel_order()
    {
        float[] rgb = [(10 - 123.675f) / 58.395f, (20 - 116.28f) / 57.12f, (30 - 103.53f) / 57.375f];
        Assert.Equal(rgb, ImageNet.NormalizeColor(10, 20, 30));
        Assert.Equal(rgb.Reverse(), (ImageNet with { Channels = ChannelOrder.Bgr }).NormalizeColor(10, 20, 30));
    }

    // Pillow: Image.new('RGB', (1, 1), color).convert('L').
    [Theory]
    [InlineData(255, 0, 0, 76)]
    [InlineData(0, 255, 0, 150)]
    [InlineData(0, 0, 255, 29)]
    [InlineData(255, 255, 255, 255)]
    [InlineData(10, 20, 30, 18)]
    public void Gray_is_the_rounded_luma_normalized_by_the_first_numbers(byte r, byte g, byte b, byte luma)
    {
        var gray = ImageNet with { Channels = ChannelOrder.Gray };
        Assert.Equal(1, gray.ChannelCount);
        Assert.Equal([(luma - 123.675f) / 58.395f], gray.NormalizeColor(r, g, b));
    }

    [Fact]
    public void Nchw_has_a_plane_for_each_channel_and_nhwc_keeps_pixels_together()
    {
        var units = new Preprocessing { Std = ChannelValues.All(1) };
        var image = new RgbImage(2, 2, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
        var tensor = new float[12];
        units.ToTensor(image, tensor, TensorLayout.Nchw);
        Assert.Equal([1, 4, 7, 10, 2, 5, 8, 11, 3, 6, 9, 12], tensor);
        units.ToTensor(image, tensor, TensorLayout.Nhwc);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], tensor);
        (units with { Channels = ChannelOrder.Bgr }).ToTensor(image, tensor, TensorLayout.Nhwc);
        Assert.Equal([3, 2, 1, 6, 5, 4, 9, 8, 7, 12, 11, 10], tensor);
    }

    [Theory]
    [InlineData(TensorLayout.Nchw)]
    [InlineData(TensorLayout.Nhwc)]
    public void A_rectangle_alone_equals_the_same_rectangle_of_the_whole(TensorLayout layout)
    {
        var image = Pictures.Pattern(9, 7);
        var (whole, part) = (new float[9 * 7 * 3], new float[4 * 3 * 3]);
        ImageNet.ToTensor(image, whole, layout);
        ImageNet.ToTensor(image, 2, 3, 4, 3, part, layout);
        for (var channel = 0; channel < 3; channel++)
        {
            for (var y = 0; y < 3; y++)
            {
                for (var x = 0; x < 4; x++)
                {
                    Assert.Equal(At(whole, 9, 7, x + 2, y + 3, channel), At(part, 4, 3, x, y, channel));
                }
            }
        }

        float At(float[] tensor, int width, int height, int x, int y, int channel) => layout == TensorLayout.Nchw
            ? tensor[(((channel * height) + y) * width) + x]
            : tensor[(((y * width) + x) * 3) + channel];
    }

    [Theory]
    [InlineData(-1, 0, 2, 2)]
    [InlineData(0, 6, 2, 2)]
    [InlineData(8, 0, 2, 1)]
    public void A_rectangle_outside_the_image_is_refused(int x, int y, int width, int height)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            ImageNet.ToTensor(Pictures.Pattern(9, 7), x, y, width, height, new float[100], TensorLayout.Nchw));
    }

    [Fact]
    public void A_short_tensor_is_refused_before_anything_is_written()
    {
        var tensor = new float[11];
        var error = Assert.Throws<ArgumentException>(() => ImageNet.ToTensor(Pictures.Pattern(2, 2), tensor, TensorLayout.Nchw));
        Assert.Contains("needs 12 floats, got 11", error.Message);
        Assert.All(tensor, value => Assert.Equal(0, value));
    }

    [Fact]
    public void A_std_of_zero_is_refused()
    {
        var error = Assert.Throws<ImageException>(() => new Preprocessing { Std = new ChannelValues(1, 0, 1) });
        Assert.Contains("std = '1,0,1'", error.Message);
    }

    [Fact]
    public void Equal_options_are_equal_values()
    {
        Assert.Equal(ImageNet, ImageNet with { Mean = ChannelValues.Parse("123.675,116.28,103.53", "mean") });
        Assert.NotEqual(ImageNet, ImageNet with { Resize = ResizeMode.Pad });
    }

    [Fact]
    public void One_number_stands_for_all_channels()
    {
        Assert.Equal(ChannelValues.All(127.5f), ChannelValues.Parse(" 127.5 ", "mean"));
        Assert.Equal(new ChannelValues(1, 2.5f, -3), ChannelValues.Parse("1, 2.5,-3", "mean"));
    }

    [Theory]
    [InlineData("", "'' is no number")]
    [InlineData("1,x,3", "'x' is no number")]
    [InlineData("1,2", "holds 2 numbers")]
    [InlineData("1;2;3", "'1;2;3' is no number")]
    [InlineData("NaN", "'NaN' is no number")]
    public void A_wrong_option_is_explained(string text, string reason)
    {
        var error = Assert.Throws<ImageException>(() => ChannelValues.Parse(text, "std"));
        Assert.StartsWith("std = ", error.Message);
        Assert.Contains(reason, error.Message);
        Assert.Contains("one number, or three", error.Message);
    }
}
