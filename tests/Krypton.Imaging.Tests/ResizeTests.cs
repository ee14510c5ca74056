using Xunit;

namespace Krypton.Imaging.Tests;

public class ResizeTests
{
    [Fact]
    public void Enlarging_interpolates_between_pixel_centers()
    {
        Assert.Equal([0, 64, 191, 255], Pictures.Reds(Stretch(Pictures.Gray(2, 1, 0, 255), 4, 1)));
        Assert.Equal([0, 64, 191, 255], Pictures.Reds(Stretch(Pictures.Gray(1, 2, 0, 255), 1, 4)));
    }

    [Fact]
    public void Reducing_weighs_all_pixels_under_a_triangle_twice_as_wide()
    {
        // Weights .75 .75 .25 over 0 100 200, then .25 .75 .75 over 100 200 40, both divided by 1.75.
        Assert.Equal([71, 117], Pictures.Reds(Stretch(Pictures.Gray(4, 1, 0, 100, 200, 40), 2, 1)));
    }

    [Fact]
    public void Bytes_equal_those_of_Pillow()
    {
        // Image.fromarray(((x*37 + y*91 + c*53) % 256).astype('uint8')).resize((4, 3), Image.BILINEAR), Pillow 9.4.
        Assert.Equal(
            [
                100, 131, 136, 132, 152, 133, 118, 123, 139, 105, 131, 137, 109, 128, 139, 114, 138, 128,
                131, 142, 132, 113, 131, 142, 128, 133, 139, 113, 131, 147, 114, 137, 118, 126, 134, 139,
            ],
            Stretch(Pictures.Pattern(10, 7), 4, 3).Rgb);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 200)]
    [InlineData(50, 31)]
    [InlineData(224, 224)]
    public void A_constant_image_stays_constant(int width, int height)
    {
        foreach (var resize in new[] { ResizeMode.Crop, ResizeMode.Stretch })
        {
            var fitted = new Preprocessing { Resize = resize }.Fit(RgbImage.Solid(97, 41, 255, 128, 1), width, height);
            Assert.Equal(RgbImage.Solid(width, height, 255, 128, 1).Rgb, fitted.Rgb);
        }
    }

    [Fact]
    public void An_image_of_the_right_size_is_used_pixel_for_pixel()
    {
        var image = Pictures.Pattern(8, 6);
        foreach (var resize in Enum.GetValues<ResizeMode>())
        {
            Assert.Same(image, new Preprocessing { Resize = resize }.Fit(image, 8, 6));
        }
    }

    [Fact]
    public void Crop_cuts_the_middle_of_the_longer_side()
    {
        var image = Pictures.Gray(6, 2, 1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16);
        Assert.Equal([3, 4, 13, 14], Pictures.Reds(new Preprocessing().Fit(image, 2, 2)));
        var tall = Pictures.Gray(2, 4, 1, 2, 3, 4, 5, 6, 7, 8);
        Assert.Equal([3, 4, 5, 6], Pictures.Reds(new Preprocessing().Fit(tall, 2, 2)));
    }

    [Fact]
    public void Crop_equals_resizing_all_of_it_and_cutting_afterwards()
    {
        var image = Pictures.Pattern(120, 50);
        var whole = Stretch(image, 48, 20);
        var cropped = new Preprocessing().Fit(image, 20, 20);
        for (var y = 0; y < 20; y++)
        {
            for (var x = 0; x < 20; x++)
            {
                Assert.Equal(whole[x + 14, y], cropped[x, y]);
            }
        }
    }

    [Fact]
    public void Pad_centers_the_whole_image_on_black()
    {
        var fitted = new Preprocessing { Resize = ResizeMode.Pad }.Fit(RgbImage.Solid(8, 4, 9, 9, 9), 4, 4);
        Assert.Equal([0, 0, 0, 0, 9, 9, 9, 9, 9, 9, 9, 9, 0, 0, 0, 0], Pictures.Reds(fitted));
        var tall = new Preprocessing { Resize = ResizeMode.Pad }.Fit(RgbImage.Solid(2, 4, 9, 9, 9), 4, 4);
        Assert.Equal([0, 9, 9, 0], Pictures.Reds(tall)[..4]);
    }

    [Theory]
    [InlineData(ResizeMode.Crop)]
    [InlineData(ResizeMode.Stretch)]
    [InlineData(ResizeMode.Pad)]
    public void Extreme_proportions_fit_in_bounded_memory(ResizeMode resize)
    {
        var preprocessing = new Preprocessing { Resize = resize };
        foreach (var (width, height) in new[] { (2_000_000, 1), (1, 2_000_000), (20_000, 10), (1, 1) })
        {
            var image = RgbImage.Solid(width, height, 50, 60, 70);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var fitted = preprocessing.Fit(image, 224, 224);
            Assert.Equal((224, 224), (fitted.Width, fitted.Height));
            Assert.Equal((50, 60, 70), fitted[112, 112]);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 400_000_000);
        }
    }

    private static RgbImage Stretch(RgbImage image, int width, int height) =>
        new Preprocessing { Resize = ResizeMode.Stretch }.Fit(image, width, height);
}
