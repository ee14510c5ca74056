using Krypton.Cli.Options;

namespace Krypton.Tests.Cli;

public sealed class StudioCommandLineTests
{
    [Theory]
    [InlineData("--token", "--host", "0.0.0.0")]
    [InlineData("too short", "--host", "0.0.0.0", "--token", "short")]
    [InlineData("no address", "--host", "studio.example")]
    [InlineData("not 'x'", "--port", "x")]
    [InlineData("no port", "--port", "70000")]
    [InlineData("--allow-paths", "--nonsense")]
    public void A_mistake_says_what_to_write(string remedy, params string[] args) =>
        Assert.Contains(remedy, Assert.IsType<Invocation.Wrong>(CommandLine.Parse(["studio", .. args])).Message);

    [Fact]
    public void Every_option_arrives()
    {
        var options = Assert.IsType<Invocation.Studio>(CommandLine.Parse(["studio", "--host", "::", "--port", "0", "--token", "abcdefghijkl", "--data", "there", "--allow-paths"])).Options;
        Assert.Equal(("::", 0, "abcdefghijkl", "there", true), (options.Host, options.Port, options.Token, options.Data, options.AllowPaths));
    }

    [Fact]
    public void Without_options_only_this_machine_is_served() =>
        Assert.True(Assert.IsType<Invocation.Studio>(CommandLine.Parse(["studio"])).Options is { IsLoopback: true, AllowPaths: false });
}
