using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Krypton.Studio.Tests;

/// <summary>A Studio on a free port with a data folder of its own.</summary>
internal sealed class TestStudio : IAsyncDisposable
{
    private readonly StudioApp _app;
    private readonly string _data;

    private TestStudio(StudioApp app, string data) => (_app, _data) = (app, data);

    public Uri Address => _app.Address;

    public string Data => _data;

    public static async Task<TestStudio> Start(Func<StudioOptions, StudioOptions>? change = null)
    {
        var data = Directory.CreateTempSubdirectory("krypton-studio-").FullName;
        var options = new StudioOptions { Port = 0, Data = data };
        return new TestStudio(await StudioApp.Start(change?.Invoke(options) ?? options), data);
    }

    /// <summary>A browser's worth of cookies.</summary>
    public Visitor Visit() => new(Address);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }
}

/// <summary>Somebody who keeps cookies.</summary>
internal sealed class Visitor : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public Visitor(Uri address) => Http = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer(), AllowAutoRedirect = false }) { BaseAddress = address, Timeout = Patience };

    public HttpClient Http { get; }

    public Task<HttpResponseMessage> Post(string path, object body) => Http.PostAsJsonAsync(path, body);

    public Task<HttpResponseMessage> Upload(string path, byte[] content) => Http.PostAsync(path, new ByteArrayContent(content));

    public async Task<JsonNode> Get(string path) => (await Http.GetFromJsonAsync<JsonNode>(path))!;

    public async Task<string> Run(string script)
    {
        var response = await Post("/api/runs", new { script });
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return (string)(await response.Content.ReadFromJsonAsync<JsonNode>())!["id"]!;
    }

    /// <summary>Waits for a run's end, or for another state.</summary>
    public async Task<JsonNode> Until(string id, params string[] states)
    {
        var wanted = states.Length > 0 ? states : ["done", "failed", "cancelled"];
        for (var start = DateTime.UtcNow; DateTime.UtcNow - start < Patience; await Task.Delay(30))
        {
            var run = await Get($"/api/runs/{id}");
            if (wanted.Contains((string)run["state"]!))
            {
                return run;
            }
        }

        throw new TimeoutException($"run {id} did not become {string.Join(" or ", wanted)}");
    }

    public async Task<JsonNode> Answer(string script)
    {
        var run = await Until(await Run(script));
        Assert.True((string)run["state"]! == "done", run.ToJsonString(JsonSerializerOptions.Web));
        return await Get($"/api/runs/{run["id"]}/answer");
    }

    public static async Task<string> Error(HttpResponseMessage response) => (string)(await response.Content.ReadFromJsonAsync<JsonNode>())!["error"]!;

    public void Dispose() => Http.Dispose();
}
