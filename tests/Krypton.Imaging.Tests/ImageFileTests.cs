using SkiaSharp;
using Xunit;

namespace Krypton.Imaging.Tests;

public class ImageFileTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 5)]
    [InlineData(224, 224)]
    [InlineData(20000, 10)]
    [InlineData(3, 20000)]
    public void A_png_gives_back_every_byte_that_was_saved(int width, int height)
    {
        using var folder = new TemporaryFolder();
        var image = Pictures.Pattern(width, height);
        var path = folder.File("new/folder/image.png");
        ImageFile.SavePng(image, path);
        var loaded = ImageFile.Load(path);
        Assert.Equal((width, height), (loaded.Width, loaded.Height));
        Assert.Equal(image.Rgb, loaded.Rgb);
        Assert.Equal([path], Directory.GetFiles(folder.File("new/folder")));
    }

    [Fact]
    public void Stored_rgb_samples_come_back_unchanged()
    {
        var samples = new byte[256 * 3];
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] = (byte)(i * 7);
        }

        Assert.Equal(samples, Decode(PngBuilder.Build(16, 16, 8, PngBuilder.Rgb, samples)).Rgb);
    }

    [Fact]
    public void A_gamma_chunk_changes_no_pixel()
    {
        var linear = ("gAMA", new byte[] { 0x00, 0x01, 0x86, 0xA0 });
        var png = PngBuilder.Build(2, 1, 8, PngBuilder.Rgb, [10, 100, 200, 1, 128, 254], linear);
        Assert.Equal([10, 100, 200, 1, 128, 254], Decode(png).Rgb);
    }

    [Fact]
    public void Alpha_is_dropped_and_the_color_under_it_stays()
    {
        Assert.Equal([10, 20, 30, 200, 100, 50], Decode(PngBuilder.Build(2, 1, 8, PngBuilder.Rgba, [10, 20, 30, 0, 200, 100, 50, 3])).Rgb);
        Assert.Equal([10, 10, 10, 200, 200, 200], Decode(PngBuilder.Build(2, 1, 8, PngBuilder.GrayAlpha, [10, 0, 200, 128])).Rgb);
    }

    [Fact]
    public void Gray_is_repeated_in_all_three_channels()
    {
        Assert.Equal([0, 0, 0, 77, 77, 77, 255, 255, 255], Decode(PngBuilder.Build(3, 1, 8, PngBuilder.Gray, [0, 77, 255])).Rgb);
        Assert.Equal([255, 255, 255, 0, 0, 0], Decode(PngBuilder.Build(2, 1, 1, PngBuilder.Gray, [0b1000_0000])).Rgb);
    }

    [Fact]
    public void Of_sixteen_bits_the_upper_eight_are_kept()
    {
        var gray = PngBuilder.Build(4, 1, 16, PngBuilder.Gray, [0x00, 0x00, 0x12, 0xFF, 0x80, 0x80, 0xFF, 0xFF]);
        Assert.Equal([0x00, 0x12, 0x80, 0xFF], Pictures.Reds(Decode(gray)));
        var color = PngBuilder.Build(1, 1, 16, PngBuilder.Rgb, [0xFF, 0x00, 0x12, 0xFF, 0x01, 0x80]);
        Assert.Equal([0xFF, 0x12, 0x01], Decode(color).Rgb);
    }

    [Fact]
    public void Palette_colors_are_looked_up()
    {
        var png = PngBuilder.Build(3, 1, 2, PngBuilder.Palette, [0b00_01_10_00], ("PLTE", [1, 2, 3, 4, 5, 6, 7, 8, 9]));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9], Decode(png).Rgb);
    }

    [Fact]
    public void A_bmp_is_read_exactly()
    {
        var image = Pictures.Pattern(13, 9);
        Assert.Equal(image.Rgb, Decode(Pictures.Bmp(image)).Rgb);
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    [InlineData(SKEncodedImageFormat.Webp)]
    public void Lossy_formats_come_close(SKEncodedImageFormat format)
    {
        var image = Pictures.Quarters(64, 32);
        var decoded = Decode(Pictures.Encode(image, format, 95));
        Assert.Equal((64, 32), (decoded.Width, decoded.Height));
        foreach (var (x, y) in new[] { (8, 8), (56, 8), (8, 24), (56, 24) })
        {
            var (expected, actual) = (image[x, y], decoded[x, y]);
            Assert.InRange(actual.R - expected.R, -6, 6);
            Assert.InRange(actual.G - expected.G, -6, 6);
            Assert.InRange(actual.B - expected.B, -6, 6);
        }
    }

    [Fact]
    public void Of_a_gif_the_first_frame_is_read()
    {
        // One red pixel: the smallest GIF, two colours, LZW codes clear, 0, end.
        byte[] gif =
        [
            .. "GIF89a"u8, 1, 0, 1, 0, 0x80, 0, 0, 255, 0, 0, 0, 0, 0,
            0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 0x01, 0, 0x3B,
        ];
        Assert.Equal([255, 0, 0], Decode(gif).Rgb);
    }

    // Where the stored upper left (red) quarter belongs on screen, for each EXIF value.
    [Theory]
    [InlineData(1, "RGBW")]
    [InlineData(2, "GRWB")]
    [InlineData(3, "WBGR")]
    [InlineData(4, "BWRG")]
    [InlineData(5, "RBGW")]
    [InlineData(6, "BRWG")]
    [InlineData(7, "WGBR")]
    [InlineData(8, "GWRB")]
    public void Exif_orientation_is_applied(byte orientation, string quarters)
    {
        var jpeg = Pictures.Encode(Pictures.Quarters(64, 32), SKEncodedImageFormat.Jpeg, 95);
        byte[] exif =
        [
            0xFF, 0xE1, 0, 34, .. "Exif\0\0"u8, .. "MM\0*"u8, 0, 0, 0, 8,
            0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0,
        ];
        var image = Decode([.. jpeg[..2], .. exif, .. jpeg[2..]]);
        var (width, height) = orientation >= 5 ? (32, 64) : (64, 32);
        Assert.Equal((width, height), (image.Width, image.Height));
        var seen = new[] { (0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75) }
            .Select(place => Name(image[(int)(place.Item1 * width), (int)(place.Item2 * height)]));
        Assert.Equal(quarters, string.Concat(seen));
    }

    [Fact]
    public void A_stream_that_cannot_seek_is_read_too()
    {
        var image = Pictures.Pattern(5, 4);
        using var stream = new ForwardOnly(ImageFile.EncodePng(image));
        Assert.Equal(image.Rgb, ImageFile.Decode(stream, "stream").Rgb);
    }

    [Fact]
    public void The_sample_images_are_read_at_the_size_their_names_say()
    {
        var samples = Pictures.SampleFolder();
        Assert.SkipWhen(samples is null, "The sample images are not installed beside the repository (../shared/data/images).");
        var files = Directory.GetFiles(samples, "*_224.png");
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            var image = ImageFile.Load(file);
            Assert.Equal((224, 224), (image.Width, image.Height));
            Assert.True(image.Rgb.Distinct().Count() > 16, $"{Path.GetFileName(file)} looks blank.");
            Assert.Equal(image.Rgb, Decode(ImageFile.EncodePng(image)).Rgb);
        }
    }

    private static RgbImage Decode(byte[] file) => ImageFile.Decode(file, "test");

    private static char Name((byte R, byte G, byte B) color) => (color.R > 128, color.G > 128, color.B > 128) switch
    {
        (true, false, false) => 'R',
        (false, true, false) => 'G',
        (false, false, true) => 'B',
        (true, true, true) => 'W',
        _ => '?',
    };

    private sealed class ForwardOnly(byte[] content) : MemoryStream(content)
    {
        public override bool CanSeek => false;

        public override long Seek(long offset, SeekOrigin loc) => throw new NotSupportedException();

        public override long Length => throw new NotSupportedException();
    }
}
