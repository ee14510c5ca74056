using Xunit;

namespace Krypton.Imaging.Tests;

public class ColorMapTests
{
    [Fact]
    public void The_ends_are_the_known_colors()
    {
        Assert.Equal((0x44, 0x01, 0x54), ColorMap.Viridis.At(0));
        Assert.Equal((0xFD, 0xE7, 0x25), ColorMap.Viridis.At(1));
        Assert.Equal((0x7F, 0, 0), ColorMap.JetReversed.At(0));
        Assert.Equal((0, 0, 0x7F), ColorMap.JetReversed.At(1));
    }

    [Fact]
    public void Between_anchors_colors_are_mixed()
    {
        Assert.Equal((0xFF, 0x40, 0), ColorMap.JetReversed.At(1.5f / 8));
    }

    [Fact]
    public void Values_outside_and_NaN_are_clamped()
    {
        foreach (var map in ColorMap.All)
        {
            Assert.Equal(map.At(0), map.At(-5));
            Assert.Equal(map.At(1), map.At(float.PositiveInfinity));
            Assert.Equal(map.At(0), map.At(float.NaN));
        }
    }

    [Fact]
    public void Viridis_and_inferno_grow_brighter_all_the_way()
    {
        foreach (var map in new[] { ColorMap.Viridis, ColorMap.Inferno })
        {
            var lumas = Enumerable.Range(0, 101).Select(i => map.At(i / 100f)).Select(c => (0.299 * c.R) + (0.587 * c.G) + (0.114 * c.B)).ToArray();
            Assert.All(lumas.Zip(lumas.Skip(1)), pair => Assert.True(pair.Second > pair.First - 1.5));
            Assert.True(lumas[^1] > lumas[0] + 100);
        }
    }

    [Fact]
    public void The_diverging_map_is_blue_then_white_then_red()
    {
        var map = ColorMap.BlueWhiteRed;
        Assert.True(map.IsDiverging);
        var (negative, zero, positive) = (map.At(0.1f), map.At(0.5f), map.At(0.9f));
        Assert.True(negative.B > negative.R + 80);
        Assert.True(positive.R > positive.B + 80);
        Assert.True(zero.R > 230 && zero.G == zero.R && zero.B == zero.R);
    }

    [Fact]
    public void Names_tell_the_maps_apart()
    {
        Assert.Equal(ColorMap.All.Count, ColorMap.All.Select(map => map.Name).Distinct().Count());
    }
}
