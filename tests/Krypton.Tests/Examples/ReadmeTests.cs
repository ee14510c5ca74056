using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace Krypton.Tests.Examples;

/// <summary>Runs what the README shows of the language, in its order, as one session of the command line on the bundled model and films.</summary>
public sealed partial class ReadmeTests : IDisposable
{
    private const int MostLines = 9;

    private static readonly string Readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_statement_runs()
    {
        Directory.CreateSymbolicLink(_folder.File("examples"), Path.Combine(Repository.Root, "examples"));
        File.Copy(Repository.Model, _folder.File("model.onnx"));
        File.Copy(Repository.Film(), _folder.File("film.png"));
        var script = string.Join('\n', Blocks().Select(b => b.Text));
        Assert.InRange(script.Count(c => c == ';'), 15, 100);
        await File.WriteAllTextAsync(_folder.File("readme.sql"), script, TestContext.Current.CancellationToken);
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Krypton.Cli.dll"), "-f", "readme.sql"])
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
        Assert.All(["heatmap.png", "strongest.parquet", "out/film-8.png", "out/film-32.png", "out/pixels.npy", "out/normal-1000009.png"], f => Assert.True(File.Exists(_folder.File(f)), f));
    }

    [Fact]
    public void Every_way_of_use_takes_less_than_ten_lines() => Assert.All(Fences().Matches(Readme).Select(m => m.Groups["text"].Value.Trim('\n')), text => Assert.InRange(text.Split('\n').Length, 1, MostLines));

    /// <summary>The blocks of SQL, and what is typed at the prompt.</summary>
    private static IEnumerable<(string Language, string Text)> Blocks()
    {
        foreach (Match fence in Fences().Matches(Readme))
        {
            var (language, text) = (fence.Groups["language"].Value, fence.Groups["text"].Value);
            if (language == "sql")
            {
                yield return (language, text);
            }
            else if (text.StartsWith("krypton> ", StringComparison.Ordinal))
            {
                var typed = new StringBuilder();
                foreach (var line in text.Split('\n').Where(l => l.Length > 0))
                {
                    typed.AppendLine(line["krypton> ".Length..]);
                }

                yield return ("prompt", typed.ToString());
            }
        }
    }

    [GeneratedRegex("^```(?<language>\\w*)\\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fences();
}
