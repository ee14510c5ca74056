using static Krypton.Sql.Tests.Parsing;

namespace Krypton.Sql.Tests;

public class LexicalErrorTests
{
    private static void Fails(string script, string message) => Assert.Equal(message, Message(script));

    [Fact]
    public void An_unclosed_string_is_pointed_at_where_it_opens() => Fails("SHOW MODELS;\nPREDICT 'it''s.png USING m;\nSHOW IMAGES;", """
        error: this string is never closed at line 2, column 9
          PREDICT 'it''s.png USING m;
                  ^
          close it with a single quote; a quote inside a string is written twice: 'it''s'
        """);

    [Fact]
    public void An_unclosed_name_is_pointed_at_where_it_opens() => Fails("PREDICT dog USING \"m\"\";", """
        error: this quoted name is never closed at line 1, column 19
          PREDICT dog USING "m"";
                            ^
          close it with a double quote; one inside a name is written twice
        """);

    [Theory]
    [InlineData("/*")]
    [InlineData("/* SHOW MODELS; *")]
    [InlineData("/*/ ***\n")]
    public void An_unclosed_comment_is_pointed_at_where_it_opens(string comment) => Fails($"SHOW MODELS; /* one */ -- two\n  {comment}", $"""
        error: this comment is never closed at line 2, column 3
            {comment.TrimEnd('\n')}
            ^^
          close it with */
        """);

    [Theory]
    [InlineData("#", "'#'", "expected USING")]
    [InlineData("*", "'*'", "expected USING")]
    [InlineData("{", "'{'", "expected USING")]
    [InlineData("🐶", "'🐶'", "expected USING")]
    [InlineData("\u0001", "U+0001", "expected USING")]
    [InlineData("\0", "U+0000", "expected USING")]
    [InlineData("é", "'é'", "a name with such a letter goes in double quotes, a string in single quotes")]
    [InlineData("‘dog’", "'‘'", "quotes are straight: 'a string', \"a name\"")]
    [InlineData("“dog”", "'“'", "quotes are straight: 'a string', \"a name\"")]
    [InlineData("@ p", "'@'", "a parameter is written @name")]
    [InlineData("@1", "'@'", "a parameter is written @name")]
    [InlineData("\\", "'\\'", "expected USING; a file name goes in single quotes: 'images/dog.png'")]
    public void A_stray_character_is_shown_in_its_place(string stray, string shown, string hint)
    {
        var error = Error($"PREDICT a {stray} b");
        Assert.Equal($"unexpected character {shown}", error.Problem);
        Assert.Equal(hint, error.Hint);
        Assert.Equal((10, 1, 11), (error.Span.Start, error.Span.Line, error.Span.Column));
        Assert.Equal(char.IsSurrogate(stray[0]) ? 2 : 1, error.Span.Length);
    }

    [Fact]
    public void Half_a_surrogate_pair_is_shown_by_its_number() =>
        // Not inline data of a theory: a lone surrogate does not survive the test platform's encoding.
        Assert.Equal("unexpected character U+D83D", Error("PREDICT a \uD83D b").Problem);

    [Theory]
    [InlineData("16px", "px")]
    [InlineData("1.2.3", ".3")]
    [InlineData("1e", "e")]
    [InlineData("0x10", "0x10")]
    public void What_does_not_belong_to_a_number_is_pointed_at(string number, string wrong)
    {
        var script = $"PREDICT a USING b TOP {number}";
        Assert.Equal(wrong == "0x10" ? "x10" : wrong, Covered(script, Error(script).Span));
    }
}
