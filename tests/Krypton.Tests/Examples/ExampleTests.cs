using System.Diagnostics;

namespace Krypton.Tests.Examples;

/// <summary>Runs every script in examples/ with the built command line, as the README says to.</summary>
public sealed class ExampleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Scripts() => [.. Directory.GetFiles(Path.Combine(Repository.Root, "examples"), "*.sql").Select(f => Path.GetFileName(f)!)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task An_example_runs_and_writes_its_files(string script)
    {
        // In a folder of its own with the examples linked into it, so that what it writes disturbs nobody.
        Directory.CreateSymbolicLink(_folder.File("examples"), Path.Combine(Repository.Root, "examples"));
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Krypton.Cli.dll"), "-f", $"examples/{script}"])
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{output}\n{await errors}");
        Assert.NotEmpty(Directory.EnumerateFiles(_folder.File("out"), "*", SearchOption.AllDirectories));
        Assert.Contains("opacity", output);
    }
}
