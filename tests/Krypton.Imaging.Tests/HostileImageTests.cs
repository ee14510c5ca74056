using SkiaSharp;
using Xunit;

namespace Krypton.Imaging.Tests;

public class HostileImageTests
{
    [Fact]
    public void A_missing_file_is_named()
    {
        var error = Assert.Throws<ImageException>(() => ImageFile.Load("no/such/picture.png"));
        Assert.Contains("'no/such/picture.png'", error.Message);
        Assert.Contains("relative path starts at", error.Message);
    }

    [Fact]
    public void A_folder_is_no_image()
    {
        using var folder = new TemporaryFolder();
        var error = Assert.Throws<ImageException>(() => ImageFile.Load(folder.File("")));
        Assert.Contains("It is a folder", error.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("this is a text")]
    [InlineData("\u0089PNG")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'/>")]
    public void Something_else_named_png_is_refused(string content)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("text.png", System.Text.Encoding.Latin1.GetBytes(content));
        var error = Assert.Throws<ImageException>(() => ImageFile.Load(path));
        Assert.Contains("text.png' is not an image", error.Message);
        Assert.Contains("PNG, JPEG, BMP, WebP and GIF", error.Message);
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Png)]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    [InlineData(SKEncodedImageFormat.Webp)]
    public void A_file_cut_anywhere_is_refused(SKEncodedImageFormat format)
    {
        var whole = Pictures.Encode(Pictures.Pattern(40, 30), format, 90);
        Assert.Equal(40, ImageFile.Decode(whole, "whole").Width);
        for (var length = 0; length < whole.Length * 9 / 10; length += 37)
        {
            var cut = whole[..length];
            var error = Assert.Throws<ImageException>(() => ImageFile.Decode(cut, "cut"));
            Assert.StartsWith("'cut' ", error.Message);
        }
    }

    [Fact]
    public void A_damaged_byte_never_escapes_as_another_exception()
    {
        var whole = ImageFile.EncodePng(Pictures.Pattern(40, 30));
        var refused = 0;
        for (var at = 0; at < whole.Length; at += 11)
        {
            var damaged = (byte[])whole.Clone();
            damaged[at] ^= 0x5A;
            refused += Record.Exception(() => ImageFile.Decode(damaged, "damaged")) switch
            {
                null => 0,
                ImageException => 1,
                var other => throw new InvalidOperationException($"A flip at byte {at} escaped.", other),
            };
        }

        Assert.True(refused > 10, $"Only {refused} damaged files were noticed.");
    }

    [Theory]
    [InlineData(100_000, 100_000)]
    [InlineData(20_000, 20_000)]
    public void A_header_that_claims_too_many_pixels_is_refused_before_decoding(int width, int height)
    {
        var png = PngBuilder.Build(width, height, 8, PngBuilder.Rgb, new byte[300]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<ImageException>(() => ImageFile.Decode(png, "bomb.png"));
        Assert.Contains($"'bomb.png' has {width}x{height} pixels", error.Message);
        Assert.Contains("128 megapixels", error.Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000_000);
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_named()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("file", [1]);
        var path = Path.Combine(file, "below", "image.png");
        var error = Assert.Throws<ImageException>(() => ImageFile.SavePng(Pictures.Pattern(2, 2), path));
        Assert.Contains($"'{path}' cannot be written", error.Message);
    }

    [Fact]
    public void Failing_to_replace_leaves_no_remains()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("taken"));
        Assert.Throws<ImageException>(() => ImageFile.SavePng(Pictures.Pattern(2, 2), folder.File("taken")));
        Assert.Empty(Directory.GetFiles(folder.File("")));
    }
}
