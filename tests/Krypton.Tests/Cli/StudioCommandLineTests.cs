using System.Diagnostics;
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

    /// <summary>What service managers send.</summary>
    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_signal_ends_it(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no signals");
        using var folder = new TemporaryFolder();

        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Krypton.Cli.dll"), "studio", "--port", "0", "--data", folder.File("data")])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        try
        {
            Assert.Contains("Krypton Studio is on", await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
            using (var kill = Process.Start("kill", ["-s", signal, process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
            {
                await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
            }

            using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            patience.CancelAfter(TimeSpan.FromSeconds(60));
            await process.WaitForExitAsync(patience.Token);
            Assert.Equal(0, process.ExitCode);
        }
        finally
        {
            process.Kill();
        }
    }
}
