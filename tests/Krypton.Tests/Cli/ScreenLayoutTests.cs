using Krypton.Cli.Repl;

namespace Krypton.Tests.Cli;

public class ScreenLayoutTests
{
    [Fact]
    public void Each_line_has_its_prompt()
    {
        var layout = ScreenLayout.Of("SHOW\nMODELS;", 6, 80);
        Assert.Equal(["krypton> SHOW", "   ...> MODELS;"], layout.Rows);
        Assert.Equal((1, 9), (layout.CursorRow, layout.CursorColumn));
    }

    [Fact]
    public void Long_lines_are_wrapped_at_the_width()
    {
        var layout = ScreenLayout.Of("0123456789abcdefghij", 12, 20);
        Assert.Equal(["krypton> 0123456789a", "bcdefghij"], layout.Rows);
        Assert.Equal((1, 1), (layout.CursorRow, layout.CursorColumn));
    }

    [Fact]
    public void A_cursor_behind_a_full_line_stands_at_the_start_of_the_next()
    {
        var layout = ScreenLayout.Of("0123456789a", 11, 20);
        Assert.Equal(["krypton> 0123456789a", ""], layout.Rows);
        Assert.Equal((1, 0), (layout.CursorRow, layout.CursorColumn));
    }

    [Fact]
    public void A_wide_character_is_not_split_between_lines()
    {
        var layout = ScreenLayout.Of("0123456789日", 10, 20);
        Assert.Equal(["krypton> 0123456789", "日"], layout.Rows);
        Assert.Equal((1, 0), (layout.CursorRow, layout.CursorColumn));
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(19, 7, 2)]
    [InlineData(10, 4, 1)]
    public void Of_more_lines_than_the_screen_has_those_around_the_cursor_are_shown(int cursor, int first, int row)
    {
        var layout = ScreenLayout.Of("0\n1\n2\n3\n4\n5\n6\n7\n8\n9", cursor, 20).Within(3);
        Assert.Equal(Enumerable.Range(first, 3).Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture)), layout.Rows.Select(r => r[^1..]));
        Assert.Equal(row, layout.CursorRow);
    }
}
