using System.Security.Cryptography;
using Xunit;

namespace Krypton.Imaging.Tests;

public class HeatmapOverlayTests
{
    private static readonly RgbImage Gray = RgbImage.Solid(32, 32, 128, 128, 128);

    // 7 × 7 positions of an 8-pixel patch at stride 4 in a 32-pixel input.
    private static HeatmapView View(params (int Row, int Column, float Drop)[] drops)
    {
        var map = new float[7, 7];
        foreach (var (row, column, drop) in drops)
        {
            map[row, column] = drop;
        }

        return new HeatmapView(Gray, map, 8, 8, 4, 4, 0, 0, "dog (class 3)  0.9", "model.onnx");
    }

    [Fact]
    public void The_hottest_place_is_reddest_and_lies_at_its_patches_center()
    {
        var blend = HeatmapOverlay.Blend(View((2, 4, 0.5f), (5, 1, 0.1f)));
        var redness = Enumerable.Range(0, 32 * 32).Select(i => Redness(blend[i % 32, i / 32])).ToArray();
        var strongest = Array.IndexOf(redness, redness.Max());
        Assert.InRange(strongest % 32, 4 * 4 + 3, 4 * 4 + 4);
        Assert.InRange(strongest / 32, 2 * 4 + 3, 2 * 4 + 4);
        Assert.True(Redness(blend[8, 24]) > 10);
        Assert.True(redness.Max() > Redness(blend[8, 24]) + 40);
    }

    [Fact]
    public void A_place_that_raises_the_score_is_blue()
    {
        var blend = HeatmapOverlay.Blend(View((1, 1, -0.4f), (5, 5, 0.5f)));
        Assert.True(Redness(blend[8, 8]) < -40);
        Assert.True(Redness(blend[24, 24]) > 40);
    }

    [Fact]
    public void Places_without_a_drop_show_the_image()
    {
        var blend = HeatmapOverlay.Blend(View((1, 1, 0.4f)));
        Assert.Equal((128, 128, 128), blend[25, 25]);
        Assert.Equal(Gray.Rgb, HeatmapOverlay.Blend(View()).Rgb);
    }

    [Fact]
    public void Heat_falls_off_steadily_between_positions()
    {
        var blend = HeatmapOverlay.Blend(View((3, 3, 1f)), 4);
        var along = Enumerable.Range(0, 16).Select(i => Redness(blend[(16 * 4) + i, 16 * 4])).ToArray();
        Assert.All(along.Zip(along.Skip(1)), pair => Assert.True(pair.Second <= pair.First + 12));
        Assert.Equal(0, along[^1], 10.0);
    }

    [Fact]
    public void Positions_follow_the_origin_of_their_region()
    {
        var view = View() with { Drop = new[,] { { 1f } }, OriginX = 16, OriginY = 8 };
        var blend = HeatmapOverlay.Blend(view);
        Assert.True(Redness(blend[20, 12]) > 60);
        Assert.Equal((128, 128, 128), blend[4, 4]);
        Assert.Equal((128, 128, 128), blend[20, 20]);
    }

    [Fact]
    public void The_image_is_enlarged_by_a_whole_factor_to_a_comfortable_size()
    {
        var picture = HeatmapOverlay.Render(View((3, 3, 1f)));
        Assert.InRange(picture.Width, 512 + 60, 1024);
        Assert.InRange(picture.Height, 512 + 60, 1024);
    }

    [Fact]
    public void The_largest_drops_patch_is_framed_in_white()
    {
        var (without, with) = (HeatmapOverlay.Render(View()), HeatmapOverlay.Render(View((2, 4, 1f))));
        var place = Locate(without);
        var (left, top, factor) = (place.X + (4 * 4 * 16), place.Y + (2 * 4 * 16), 16);
        Assert.Equal((128, 128, 128), without[left + 1, top + 40]);
        foreach (var (x, y) in new[] { (1, 40), (40, 1), ((8 * factor) - 2, 40), (40, (8 * factor) - 2) })
        {
            Assert.Equal((255, 255, 255), with[left + x, top + y]);
        }
    }

    [Fact]
    public void Title_subtitle_footer_and_ticks_are_written()
    {
        var picture = HeatmapOverlay.Render(View((3, 3, 1f)));
        var place = Locate(HeatmapOverlay.Render(View()));
        Assert.True(InkIn(picture, 0, 0, picture.Width, 40) > 200, "no title");
        Assert.True(InkIn(picture, 0, 42, picture.Width, place.Y) > 100, "no subtitle");
        Assert.True(InkIn(picture, 0, place.Y + 512, picture.Width, picture.Height) > 100, "no footer");
        Assert.True(InkIn(picture, place.X + 512 + 45, place.Y, picture.Width, place.Y + 512) > 50, "no ticks");
    }

    [Fact]
    public void Longer_texts_than_fit_are_shortened_inside_the_margin()
    {
        var endless = string.Concat(Enumerable.Repeat("wide label ", 50));
        var picture = HeatmapOverlay.Render(View((3, 3, 1f)) with { Title = endless, Subtitle = endless + "\n" + endless });
        Assert.Equal(HeatmapOverlay.Render(View((3, 3, 1f))).Width, picture.Width);
        Assert.Equal(0, InkIn(picture, picture.Width - 20, 0, picture.Width, picture.Height));
        Assert.Equal(0, InkIn(picture, 0, 0, 20, picture.Height));
    }

    [Fact]
    public void A_shortened_title_keeps_its_end()
    {
        var endless = string.Concat(Enumerable.Repeat("wide label ", 50));
        var (one, other) = (Titled(endless + " 0.1111"), Titled(endless + " 0.8888"));
        Assert.NotEqual(one.Rgb, other.Rgb);

        static RgbImage Titled(string title) => HeatmapOverlay.Render(View() with { Title = title });
    }

    [Fact]
    public void Every_printable_character_looks_different()
    {
        var characters = Enumerable.Range('!', '~' - '!' + 1).Select(code => (char)code).Append('×').Append('…').Append('é').ToArray();
        var flat = View() with { Image = RgbImage.Solid(400, 1, 0, 0, 0) };
        var pictures = characters.GroupBy(c => Convert.ToHexString(
            SHA256.HashData(HeatmapOverlay.Render(flat with { Title = c.ToString() }).Rgb)));

        // A zero is drawn like a capital O, as in many typefaces.
        Assert.Equal(characters.Length - 1, pictures.Count());
    }

    [Fact]
    public void A_sequential_map_leaves_rising_scores_uncolored()
    {
        var blend = HeatmapOverlay.Blend(View((1, 1, -0.4f), (5, 5, 0.5f)) with { Colors = ColorMap.Viridis });
        Assert.Equal((128, 128, 128), blend[8, 8]);
        Assert.True(blend[24, 24].G > blend[24, 24].B + 40);
    }

    [Fact]
    public void Unusual_heatmaps_are_drawn_too()
    {
        foreach (var values in new[] { new float[1, 1], new[,] { { -1f } }, new[,] { { 1e-12f } }, new[,] { { 3e30f, -1e20f } },
            new[,] { { float.NaN, 1f }, { float.PositiveInfinity, float.NaN } } })
        {
            foreach (var image in new[] { Gray, Pictures.Pattern(1, 1), Pictures.Pattern(400, 3), Pictures.Pattern(3, 700) })
            {
                var picture = HeatmapOverlay.Render(View() with { Image = image, Drop = values, Title = "", Subtitle = "" });
                Assert.True(picture.Width >= 480);
                Assert.True(picture.Width < 2300 && picture.Height < 2300);
            }
        }
    }

    [Fact]
    public void Places_not_evaluated_are_left_clear_without_spoiling_the_rest()
    {
        var blend = HeatmapOverlay.Blend(View((3, 3, float.NaN), (3, 4, 1f)));
        Assert.True(Redness(blend[20, 16]) > 60);
        Assert.Equal((128, 128, 128), blend[15, 16]);
    }

    [Fact]
    public void A_heatmap_without_positions_is_refused()
    {
        var error = Assert.Throws<ImageException>(() => HeatmapOverlay.Render(View() with { Drop = new float[0, 5] }));
        Assert.Contains("no positions", error.Message);
    }

    private static int Redness((byte R, byte G, byte B) color) => color.R - color.B;

    /// <summary>Where the plain gray image begins in a rendered picture.</summary>
    private static (int X, int Y) Locate(RgbImage picture)
    {
        for (var i = 0; i < picture.Width * picture.Height; i++)
        {
            var (x, y) = (i % picture.Width, i / picture.Width);
            if (x + 32 < picture.Width && Enumerable.Range(0, 32).All(step => picture[x + step, y] == (128, 128, 128)))
            {
                return (x, y);
            }
        }

        throw new InvalidOperationException("The picture does not show the image.");
    }

    private static int InkIn(RgbImage picture, int left, int top, int right, int bottom)
    {
        var ink = 0;
        for (var y = top; y < bottom; y++)
        {
            for (var x = left; x < right; x++)
            {
                ink += picture[x, y] is { R: < 140, G: < 140, B: < 140 } ? 1 : 0;
            }
        }

        return ink;
    }
}
