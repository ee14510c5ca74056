using System.Diagnostics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Krypton.Kernels.Tests;

public class InstructionSetTests
{
    private const string Tier = "KRYPTON_TEST_WITHOUT";

    /// <summary>The tests with the trait run again in a process of their own, on a processor that seems to lack instructions.</summary>
    [Theory]
    [InlineData("DOTNET_EnableAVX512")]
    [InlineData("DOTNET_EnableAVX2")]
    [InlineData("DOTNET_EnableAVX")]
    [InlineData("DOTNET_EnableHWIntrinsic")]
    public async Task Kernels_agree_on_a_processor_without(string instructions)
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable(Tier) is not null, "this is the process without the instructions");
        var assembly = typeof(InstructionSetTests).Assembly.Location;
        var host = Environment.ProcessPath!;
        var start = new ProcessStartInfo(host) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(host) == "dotnet")
        {
            start.ArgumentList.Add(assembly);
        }

        foreach (var argument in new[] { "-trait", "Tier=every", "-noColor" })
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment[instructions] = "0";
        start.Environment[Tier] = instructions;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, output + await errors);
        Assert.DoesNotContain("Total: 0", output);
        Assert.Contains("Failed: 0", output);
    }

    [Fact]
    [Trait("Tier", "every")]
    public void The_process_lacks_what_was_switched_off() =>
        Assert.False(Environment.GetEnvironmentVariable(Tier) switch
        {
            "DOTNET_EnableAVX512" => Avx512F.IsSupported,
            "DOTNET_EnableAVX2" => Avx2.IsSupported,
            "DOTNET_EnableAVX" => Avx.IsSupported,
            "DOTNET_EnableHWIntrinsic" => Vector128.IsHardwareAccelerated,
            _ => false,
        });
}
