using Krypton.Cli.Repl;

namespace Krypton.Tests.Cli;

public class HighlighterTests
{
    [Fact]
    public void Each_token_has_its_colour_and_each_row_is_closed()
    {
        const string text = "SHOW 'a\nb' 1";
        var layout = ScreenLayout.Of(text, text.Length, 80, styles: Highlighter.Styles(text));
        Assert.Equal([$"krypton> {Highlighter.Keyword}SHOW\u001b[0m {Highlighter.String}'a\u001b[0m", $"   ...> {Highlighter.String}b'\u001b[0m {Highlighter.Number}1\u001b[0m"], layout.Rows);
        Assert.Equal((1, 12), (layout.CursorRow, layout.CursorColumn));
    }

    [Theory]
    [InlineData(".mode csv", Highlighter.Keyword)]
    [InlineData("  .timer", Highlighter.Keyword)]
    [InlineData(".nonsense", null)]
    [InlineData("-- says nothing", Highlighter.Comment)]
    [InlineData("?", Highlighter.Wrong)]
    public void Known_dot_commands_are_like_keywords(string text, string? style) => Assert.Equal(style, Highlighter.Styles(text)[text.Length - text.TrimStart().Length]);
}
