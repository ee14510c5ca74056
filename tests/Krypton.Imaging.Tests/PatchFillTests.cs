using Xunit;

namespace Krypton.Imaging.Tests;

public class PatchFillTests
{
    [Fact]
    public void Solid_shows_its_color_everywhere()
    {
        var fill = new PatchFill.Solid(1, 2, 3).FillImage(Pictures.Pattern(4, 3));
        Assert.Equal(RgbImage.Solid(4, 3, 1, 2, 3).Rgb, fill.Rgb);
    }

    [Fact]
    public void Mean_shows_the_rounded_mean_of_each_channel()
    {
        var image = new RgbImage(2, 2, [0, 10, 255, 1, 10, 255, 1, 10, 255, 0, 11, 255]);
        Assert.Equal(RgbImage.Solid(2, 2, 1, 10, 255).Rgb, new PatchFill.MeanColor().FillImage(image).Rgb);
    }

    [Fact]
    public void Blur_spreads_a_point_as_a_gaussian()
    {
        // scipy: gaussian_filter([[0, 0, 0, 255, 0, 0, 0, 0, 0]], 1, mode='nearest'), rounded.
        var image = Pictures.Gray(9, 1, 0, 0, 0, 255, 0, 0, 0, 0, 0);
        byte[] expected = [1, 14, 62, 102, 62, 14, 1, 0, 0];
        Assert.Equal(expected, Pictures.Reds(new PatchFill.Blur(1).FillImage(image)));
        var upright = new RgbImage(1, 9, image.Rgb);
        Assert.Equal(expected, Pictures.Reds(new PatchFill.Blur(1).FillImage(upright)));
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(3)]
    [InlineData(20)]
    public void Blur_leaves_a_constant_image_alone(double sigma)
    {
        var image = RgbImage.Solid(20, 11, 0, 128, 255);
        Assert.Equal(image.Rgb, new PatchFill.Blur(sigma).FillImage(image).Rgb);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(20.5)]
    public void A_blur_that_makes_no_sense_is_refused(double sigma)
    {
        var error = Assert.Throws<ImageException>(() => new PatchFill.Blur(sigma).FillImage(Pictures.Pattern(20, 11)));
        Assert.Contains("above 0 and at most 20", error.Message);
    }

    [Fact]
    public void Another_image_is_shown_as_it_is()
    {
        var other = Pictures.Pattern(4, 3);
        Assert.Same(other, new PatchFill.Other(other).FillImage(RgbImage.Solid(4, 3, 0, 0, 0)));
    }

    [Fact]
    public void Another_image_of_another_size_is_refused()
    {
        var fill = new PatchFill.Other(Pictures.Pattern(4, 3));
        var error = Assert.Throws<ImageException>(() => fill.FillImage(Pictures.Pattern(3, 4)));
        Assert.Contains("4x3", error.Message);
        Assert.Contains("3x4", error.Message);
    }

    [Fact]
    public void Fills_with_the_same_numbers_are_equal()
    {
        Assert.Equal<PatchFill>(new PatchFill.Blur(2), new PatchFill.Blur(2));
        Assert.NotEqual<PatchFill>(new PatchFill.Solid(0, 0, 0), new PatchFill.MeanColor());
    }
}
