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

    [Fact]
    public void The_name_of_a_dotted_setting_covers_all_of_it()
    {
        const string script = "SET rule.ShareActivations = off";
        Assert.Equal("rule.ShareActivations", Covered(script, One<SetSetting>(script).Setting.Span));
    }
}
