using Xunit;

namespace Krypton.Imaging.Tests;

public class TerminalPictureTests
{
    private static readonly RgbImage RedOverBlue = new(1, 2, [255, 0, 0, 0, 0, 255]);

    [Fact]
    public void A_half_block_shows_the_upper_pixel_in_front_and_the_lower_behind()
    {
        Assert.Equal("\u001b[38;2;255;0;0;48;2;0;0;255m▀\u001b[0m\n", TerminalPicture.Render(RedOverBlue, 1, TerminalColors.True));
    }

    [Theory]
    [InlineData(255, 0, 0, 196)]
    [InlineData(0, 0, 0, 16)]
    [InlineData(255, 255, 255, 231)]
    [InlineData(128, 128, 128, 244)]
    [InlineData(95, 135, 175, 67)]
    public void The_nearest_of_256_colors_is_chosen(byte r, byte g, byte b, int code)
    {
        var picture = TerminalPicture.Render(RgbImage.Solid(1, 2, r, g, b), 1, TerminalColors.Palette256);
        Assert.Equal($"\u001b[38;5;{code};48;5;{code}m▀\u001b[0m\n", picture);
    }

    [Fact]
    public void Colors_are_set_only_where_they_change()
    {
        var picture = TerminalPicture.Render(RgbImage.Solid(8, 2, 9, 9, 9), 8, TerminalColors.True);
        Assert.Equal("\u001b[38;2;9;9;9;48;2;9;9;9m▀▀▀▀▀▀▀▀\u001b[0m\n", picture);
    }

    [Fact]
    public void Without_colors_brightness_becomes_shades_and_no_escape_is_written()
    {
        var picture = TerminalPicture.Render(Pictures.Gray(5, 1, 0, 64, 128, 191, 255), 5, TerminalColors.None);
        Assert.Equal(" ░▒▓█\n", picture);
    }

    [Theory]
    [InlineData(224, 224, 40, 40, 20)]
    [InlineData(200, 100, 40, 40, 10)]
    [InlineData(1, 1, 1, 1, 1)]
    [InlineData(20000, 10, 80, 80, 1)]
    [InlineData(10, 20000, 80, 1, 320)]
    public void Proportions_are_kept_within_bounds(int width, int height, int columns, int expectedColumns, int expectedLines)
    {
        var lines = TerminalPicture.Render(RgbImage.Solid(width, height, 255, 255, 255), columns, TerminalColors.None).Split('\n')[..^1];
        Assert.Equal(expectedLines, lines.Length);
        Assert.All(lines, line => Assert.Equal(new string('█', expectedColumns), line));
    }

    [Fact]
    public void A_heatmap_is_shaded_up_to_its_strongest_place_and_blank_below_zero()
    {
        Assert.Equal(" ░▒▓█ \n", TerminalPicture.RenderShades(new[,] { { 0f, 0.1f, 0.2f, 0.3f, 0.4f, -0.4f } }, 6));
        Assert.Equal("████\n████\n", TerminalPicture.RenderShades(new[,] { { 0.001f } }, 4));
    }

    [Fact]
    public void A_character_over_several_places_shows_their_mean()
    {
        var values = new float[4, 4];
        (values[0, 0], values[0, 1], values[0, 2]) = (2, 2, 2);
        Assert.Equal("█▒\n", TerminalPicture.RenderShades(values, 2));
    }

    [Fact]
    public void Heatmaps_without_anything_to_show_are_blank()
    {
        Assert.Equal("  \n", TerminalPicture.RenderShades(new float[2, 2], 2));
        Assert.Equal("  \n", TerminalPicture.RenderShades(new[,] { { float.NaN, -1f }, { 0f, float.NaN } }, 2));
        Assert.Equal("", TerminalPicture.RenderShades(new float[0, 0], 2));
    }

    [Fact]
    public void At_least_one_column_is_needed()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => TerminalPicture.Render(RedOverBlue, 0, TerminalColors.True));
    }
}
