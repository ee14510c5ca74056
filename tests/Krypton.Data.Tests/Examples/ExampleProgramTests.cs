using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Parquet;

namespace Krypton.Data.Tests.Examples;

/// <summary>Every program in examples/ does what it says.</summary>
public sealed class ExampleProgramTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>In a folder of its own with the examples linked into it, so that what a program writes disturbs nobody.</summary>
    public ExampleProgramTests() => Directory.CreateSymbolicLink(_folder.File("examples"), Path.Combine(Repository.Root, "examples"));

    public void Dispose() => _folder.Dispose();

    private static string Program(string folder, string name) => Path.Combine(Repository.Root, "examples", folder, "bin", DotNet.Configuration, "net10.0", $"{name}.dll");

    [Fact]
    public async Task The_console_application_prints_places_and_writes_a_picture()
    {
        var output = await DotNet.Run(_folder.Path, Program("console", "Console"));
        Assert.Contains("opacity", output);
        Assert.Equal(3, output.Split(" at rows ").Length - 1);
        Assert.True(new FileInfo(_folder.File("out/console.png")).Length > 1000);
    }

    [Fact]
    public async Task The_console_application_shows_where_a_query_is_wrong()
    {
        using var process = DotNet.Start(_folder.Path, Program("console", "Console"), "nowhere.png", "examples/phantoms/phantom-chest.onnx", "out.png");
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, process.ExitCode);
        Assert.Contains("nowhere.png", error);
        Assert.Contains("^", error);
    }

    [Fact]
    public async Task The_Dapper_example_prints_objects()
    {
        var output = await DotNet.Run(_folder.Path, Program("dapper", "DapperExample"));
        Assert.Contains("opacity-1000018", output);
        Assert.Equal(3, output.Split("  by ").Length - 1);
    }

    [Fact]
    public async Task The_Parquet_example_writes_a_group_of_rows_an_image()
    {
        await DotNet.Run(_folder.Path, Program("parquet", "ParquetExample"));
        await using var reader = await ParquetReader.CreateAsync(_folder.File("out/scores.parquet"));
        Assert.Equal(6, reader.RowGroupCount);
        Assert.Equal(["image", "model", "class", "label", "row", "col", "y", "x", "height", "width", "score", "drop", "predicted", "exact"], reader.Schema.DataFields.Select(f => f.Name));
        using var group = reader.OpenRowGroupReader(0);
        Assert.Equal(27 * 27, group.RowCount);
    }

    [Fact]
    public async Task The_script_is_run_without_a_project()
    {
        var output = await DotNet.Run(_folder.Path, "run", "-c", DotNet.Configuration, Path.Combine(Repository.Root, "examples/notebook/explain.cs"));
        Assert.Contains("healthy patch: falls by", output);
        Assert.True(File.Exists(_folder.File("out/notebook.png")));
    }

    [Fact]
    public async Task The_web_service_answers_with_a_picture_and_with_regions()
    {
        using var process = DotNet.Start(_folder.Path, Program("web", "Web"), "--urls", "http://127.0.0.1:0");
        try
        {
            using var client = new HttpClient { BaseAddress = await Listening(process), Timeout = TimeSpan.FromMinutes(2) };
            var film = await File.ReadAllBytesAsync(Repository.Film());
            var picture = await client.PostAsync("/heatmap", new ByteArrayContent(film));
            Assert.Equal("image/png", picture.Content.Headers.ContentType!.MediaType);
            Assert.Equal((byte)'P', (await picture.Content.ReadAsByteArrayAsync())[1]);
            var regions = await (await client.PostAsync("/regions", new ByteArrayContent(film))).Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal("opacity", regions.GetProperty("label").GetString());
            Assert.Equal(3, regions.GetProperty("regions").GetArrayLength());
            var wrong = await client.PostAsync("/regions", new ByteArrayContent([1, 2, 3]));
            Assert.Equal(System.Net.HttpStatusCode.BadRequest, wrong.StatusCode);
            Assert.Contains("not an image", await wrong.Content.ReadAsStringAsync());
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static async Task<Uri> Listening(Process process)
    {
        while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.Split("listening on: ") is [_, var address])
            {
                return new Uri(address);
            }
        }

        throw new InvalidOperationException(await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
    }
}
