using Krypton.Sql.Ast;
using static Krypton.Sql.Tests.Parsing;

namespace Krypton.Sql.Tests;

public class SettingTests
{
    [Fact]
    public void Settings_can_be_shown() => Assert.Equal(new ShowSettings(default), One("SHOW SETTINGS"));

    [Theory]
    [MemberData(nameof(Values))]
    public void A_setting_takes_every_kind_of_value(string text, Term value) =>
        Assert.Equal(new SetSetting(Named("threads"), value, default), One($"SET threads = {text}"));

    public static TheoryData<string, Term> Values => new()
    {
        { "on", Named("on") },
        { "off", Named("off") },
        { "gray", Named("gray") },
        { "'2GB'", Text("2GB") },
        { "2", Number(2) },
        { "- 2.5", Number(-2.5) },
        { ".5", Number(0.5) },
        { "1E+2", Number(100) },
        { "@n", Given("n") },
    };

    [Theory]
    [InlineData("rule.ShareActivations")]
    [InlineData("rule . ShareActivations")]
    [InlineData("\"rule\".\"ShareActivations\"")]
    [InlineData("\"rule.ShareActivations\"")]
    public void A_dotted_setting_is_one_name(string setting) =>
        Assert.Equal(new SetSetting(Named("rule.ShareActivations"), Named("off"), default), One($"SET {setting} = off"));

    [Theory]
    [InlineData("on")]
    [InlineData("OFF")]
    public void A_rule_is_switched_by_a_word(string word) =>
        Assert.Equal(new SetSetting(Named("rule.A"), Named(word), default), One($"SET rule.A = {word}"));

    [Theory]
    [InlineData("rule.ShareActivations", "off")]
    [InlineData("rule . \"ShareActivations\"", "on")]
    [InlineData("a.b.c", "- 2")]
    public void A_dotted_setting_and_its_value_have_their_own_places(string setting, string value)
    {
        var script = $"SHOW VIEWS;\n SET {setting} = {value}";
        var set = Assert.IsType<SetSetting>(SqlParser.ParseScript(script)[1]);
        Assert.Equal((setting, value), (Covered(script, set.Setting.Span), Covered(script, set.Value.Span)));
        Assert.Equal((2, 6), (set.Setting.Span.Line, set.Setting.Span.Column));
        Assert.Equal((2, 6 + setting.Length + 3), (set.Value.Span.Line, set.Value.Span.Column));
    }
}
