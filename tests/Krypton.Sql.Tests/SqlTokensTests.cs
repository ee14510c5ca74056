using Krypton.Sql.Editing;

namespace Krypton.Sql.Tests;

public class SqlTokensTests
{
    [Theory]
    [InlineData("SHOW models;", "Keyword:SHOW Keyword:models Punctuation:;")]
    [InlineData("USING net @p 'a''b'", "Keyword:USING Name:net Parameter:@p String:'a''b'")]
    [InlineData("PATCH 16x24", "Keyword:PATCH Number:16 Number:x24")]
    [InlineData("SHOW -- all\nMODELS /* now */ ;", "Keyword:SHOW Comment:-- all Keyword:MODELS Comment:/* now */ Punctuation:;")]
    [InlineData("ON 'never closed", "Keyword:ON String:'never closed")]
    [InlineData("\"name", "Name:\"name")]
    [InlineData("SHOW /* open", "Keyword:SHOW Comment:/* open")]
    [InlineData("SHOW -- at the end", "Keyword:SHOW Comment:-- at the end")]
    [InlineData("a ? é", "Name:a Unknown:? Unknown:é")]
    [InlineData("  \n", "")]
    public void Tokens_have_their_kinds_in_order(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', SqlTokens.Of(text).Select(t => $"{t.Kind}:{text.Substring(t.Start, t.Length)}")));
}
