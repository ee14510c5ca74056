using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Krypton.Imaging;

namespace Krypton.Studio.Tests.Api;

public sealed class UploadTests
{
    [Fact]
    public async Task An_image_is_stored_under_its_hash_and_gets_a_name()
    {
        await using var studio = await TestStudio.Start();
        using var visitor = studio.Visit();
        var content = ImageFile.EncodePng(RgbImage.Solid(64, 48, 200, 30, 30));
        var names = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            var answer = await visitor.Upload("/api/images?name=../../My%20dog!.png", content);
            names.Add((string)(await answer.Content.ReadFromJsonAsync<JsonNode>())!["name"]!);
        }

        Assert.Equal(["my_dog", "my_dog_2"], names);
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content));
        Assert.Single(Directory.GetFiles(studio.Data, $"{hash}*", SearchOption.AllDirectories));
        Assert.Equal(content, await visitor.Http.GetByteArrayAsync("/api/images/my_dog"));
    }

    [Fact]
    public async Task What_is_no_image_or_model_is_refused_and_leaves_nothing()
    {
        await using var studio = await TestStudio.Start();
        using var visitor = studio.Visit();
        var before = Directory.GetFiles(studio.Data, "*", SearchOption.AllDirectories).Length;
        foreach (var path in new[] { "/api/images?name=x.png", "/api/models?name=x.onnx" })
        {
            foreach (var content in new[] { [], "<svg onload=alert(1)>"u8.ToArray() })
            {
                Assert.Equal(HttpStatusCode.BadRequest, (await visitor.Upload(path, content)).StatusCode);
            }
        }

        Assert.Equal(before, Directory.GetFiles(studio.Data, "*", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public async Task Too_many_bytes_pixels_or_files_are_refused()
    {
        await using var studio = await TestStudio.Start(o => o with { Limits = o.Limits with { ImageBytes = 100_000, ImagePixels = 1_000_000, Images = 9 } });
        using var visitor = studio.Visit();
        Task<HttpResponseMessage> Send(byte[] content) => visitor.Upload("/api/images?name=x.png", content);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await Send(new byte[100_001])).StatusCode);

        // Few bytes that would be many pixels.
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await Send(ImageFile.EncodePng(RgbImage.Solid(1100, 1000, 0, 0, 0)))).StatusCode);
        var small = ImageFile.EncodePng(RgbImage.Solid(10, 10, 0, 0, 0));
        Assert.Equal(HttpStatusCode.OK, (await Send(small)).StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await Send(small)).StatusCode);
    }

    [Fact]
    public async Task Without_a_length_the_limit_holds_too()
    {
        await using var studio = await TestStudio.Start(o => o with { Limits = o.Limits with { ImageBytes = 100_000 } });
        using var visitor = studio.Visit();
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/images?name=x.png") { Content = new ByteArrayContent(new byte[300_000]) };
        request.Headers.TransferEncodingChunked = true;
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await visitor.Http.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task A_model_with_labels_and_preprocessing_becomes_a_model_of_its_own()
    {
        await using var studio = await TestStudio.Start();
        using var visitor = studio.Visit();
        var labels = await visitor.Upload("/api/models/phantom_chest/labels", "clear\ncloudy\n"u8.ToArray());
        var labelled = (string)(await labels.Content.ReadFromJsonAsync<JsonNode>())!["name"]!;
        Assert.Equal("phantom_chest_2", labelled);
        Assert.Equal("cloudy", await Best(visitor, labelled, null));
        Assert.Equal("opacity", await Best(visitor, "phantom_chest", null));

        var variant = await visitor.Post($"/api/models/{labelled}/variants", new { mean = "0", std = "255" });
        var name = (string)(await variant.Content.ReadFromJsonAsync<JsonNode>())!["name"]!;
        Assert.Equal("0,0,0", (string)(await visitor.Get($"/api/models/{name}"))["mean"]!);
        Assert.Equal("127.5,127.5,127.5", (string)(await visitor.Get("/api/models/phantom_chest"))["mean"]!);
    }

    [Fact]
    public async Task Trying_preprocessing_changes_the_prediction_and_nothing_else()
    {
        await using var studio = await TestStudio.Start();
        using var visitor = studio.Visit();
        var before = await Probability(visitor, null);
        Assert.NotEqual(before, await Probability(visitor, new { mean = "0,0,0", std = "60,60,60" }));
        Assert.Equal(before, await Probability(visitor, null));
        Assert.Equal(["garden", "phantom_chest"], (await visitor.Get("/api/studio"))["models"]!.AsArray().Select(m => (string)m!));
        var labels = await visitor.Post("/api/predict", new { image = "film_opacity_1", model = "phantom_chest", options = new { labels = "/etc/passwd" } });
        Assert.Equal(HttpStatusCode.BadRequest, labels.StatusCode);
    }

    [Fact]
    public async Task Names_and_uploads_are_there_after_a_restart()
    {
        var data = Directory.CreateTempSubdirectory("krypton-studio-").FullName;
        var content = ImageFile.EncodePng(RgbImage.Solid(20, 20, 1, 2, 3));
        for (var start = 0; start < 2; start++)
        {
            await using var app = await StudioApp.Start(new StudioOptions { Port = 0, Data = data });
            using var visitor = new Visitor(app.Address);
            if (start == 0)
            {
                await visitor.Upload("/api/images?name=kept.png", content);
            }

            Assert.Equal(content, await visitor.Http.GetByteArrayAsync("/api/images/kept"));
        }

        Directory.Delete(data, recursive: true);
    }

    private static async Task<string> Best(Visitor visitor, string model, object? options) => (string)(await Predict(visitor, model, options))["label"]!;

    private static async Task<double> Probability(Visitor visitor, object? options) => (double)(await Predict(visitor, "phantom_chest", options))["probability"]!;

    private static async Task<JsonNode> Predict(Visitor visitor, string model, object? options)
    {
        var answer = await visitor.Post("/api/predict", new { image = "film_opacity_1", model, options });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonNode>())!["top"]![0]!;
    }
}
