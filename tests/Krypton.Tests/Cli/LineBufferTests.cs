using Krypton.Cli.Repl;

namespace Krypton.Tests.Cli;

public class LineBufferTests
{
    /// <summary>The text with the cursor as a bar, after doing something to such a text.</summary>
    private static string After(string marked, Action<LineBuffer> action)
    {
        var buffer = new LineBuffer();
        var cursor = marked.IndexOf('|', StringComparison.Ordinal);
        buffer.Set(marked[(cursor + 1)..]);
        while (buffer.Cursor > 0)
        {
            buffer.Left();
        }

        buffer.Insert(marked[..cursor]);
        action(buffer);
        return buffer.Text.Insert(buffer.Cursor, "|");
    }

    [Theory]
    [InlineData("ab|", "a|b")]
    [InlineData("|ab", "|ab")]
    [InlineData("a🐶|b", "a|🐶b")]
    [InlineData("e\u0301|", "|e\u0301")]
    public void Left_passes_what_a_person_sees_as_one_character(string before, string after) => Assert.Equal(after, After(before, b => b.Left()));

    [Theory]
    [InlineData("a|b", "ab|")]
    [InlineData("ab|", "ab|")]
    [InlineData("|🐶b", "🐶|b")]
    public void Right_too(string before, string after) => Assert.Equal(after, After(before, b => b.Right()));

    [Theory]
    [InlineData("a🐶|b", "a|b")]
    [InlineData("a\n|b", "a|b")]
    [InlineData("|ab", "|ab")]
    public void Backspace_deletes_it(string before, string after) => Assert.Equal(after, After(before, b => b.Backspace()));

    [Theory]
    [InlineData("a|🐶b", "a|b")]
    [InlineData("ab|", "ab|")]
    public void Delete_deletes_the_next(string before, string after) => Assert.Equal(after, After(before, b => b.Delete()));

    [Theory]
    [InlineData("ab\ncd|e\nf", "ab\n|cde\nf")]
    [InlineData("a|b", "|ab")]
    [InlineData("|ab", "|ab")]
    public void Home_is_the_start_of_the_line(string before, string after) => Assert.Equal(after, After(before, b => b.Home()));

    [Theory]
    [InlineData("ab\nc|de\nf", "ab\ncde|\nf")]
    [InlineData("a|b", "ab|")]
    public void End_is_the_end_of_the_line(string before, string after) => Assert.Equal(after, After(before, b => b.End()));

    [Theory]
    [InlineData("a|b\nc", "a|\nc")]
    [InlineData("a|\nc", "a|c")]
    [InlineData("a|", "a|")]
    public void Kill_to_end_takes_the_rest_of_the_line_and_then_its_break(string before, string after) => Assert.Equal(after, After(before, b => b.KillToEnd()));

    [Fact]
    public void Kill_to_home_takes_what_stands_before_in_the_line() => Assert.Equal("a\n|d", After("a\nbc|d", b => b.KillToHome()));

    [Theory]
    [InlineData("SHOW MODELS  |x", "SHOW |x")]
    [InlineData("SHOW|", "|")]
    public void Kill_word_takes_spaces_and_the_word_before_them(string before, string after) => Assert.Equal(after, After(before, b => b.KillWordLeft()));

    [Fact]
    public void Words_are_passed_in_both_directions()
    {
        Assert.Equal("a |bc d", After("a bc |d", b => b.WordLeft()));
        Assert.Equal("a bc| d", After("a| bc d", b => b.WordRight()));
    }

    [Theory]
    [InlineData("abc\nde|", "ab|c\nde")]
    [InlineData("a\nbcd|", "a|\nbcd")]
    [InlineData("ab|c", "ab|c")]
    public void Up_keeps_the_column_where_the_line_above_has_it(string before, string after) => Assert.Equal(after, After(before, b => b.Up()));

    [Theory]
    [InlineData("a|b\ncd", "ab\nc|d")]
    [InlineData("abc|\nd\ne", "abc\nd|\ne")]
    [InlineData("a\nb|c", "a\nb|c")]
    public void Down_keeps_the_column_where_the_line_below_has_it(string before, string after) => Assert.Equal(after, After(before, b => b.Down()));
}
