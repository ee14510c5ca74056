using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Krypton.Studio.Tests.Api;

public sealed class RunTests
{
    private const string Query = "EXPLAIN OCCLUSION ON film_opacity_1 USING phantom_chest WITH PATCH 16 STRIDE 8";
    private const string Long = "SET executor = naive; EXPLAIN OCCLUSION ON film_opacity_1 USING phantom_chest WITH PATCH 16 STRIDE 1";

    [Fact]
    public async Task An_answer_has_all_that_the_page_shows()
    {
        await using var studio = await TestStudio.Start();
        using var visitor = studio.Visit();
        var id = await visitor.Run(Query);
        await visitor.Until(id, "done");
        var answer = await visitor.Get($"/api/runs/{id}/answer");
        var map = answer["maps"]![0]!;
        Assert.Equal("opacity", (string)map["map"]!["label"]!);
        Assert.Equal(27 * 27 * 4, Convert.FromBase64String((string)map["map"]!["scores"]!).Length);
        Assert.Equal("opacity", (string)map["before"]![0]!["label"]!);
        Assert.Equal("normal", (string)map["after"]![0]!["label"]!);

        // The class it turns into is known at every position, and it is the other one under the strongest occlusion.
        var (row, column) = ((int)map["map"]!["strongest"]!["row"]!, (int)map["map"]!["strongest"]!["column"]!);
        var winners = Convert.FromBase64String((string)map["map"]!["winners"]!);
        Assert.Equal(0, BitConverter.ToInt32(winners, ((row * 27) + column) * 4));
        Assert.Equal("Evaluate", (string)answer["analysis"]![0]!["plan"]![0]!["inputs"]![0]!["operator"]!);

        var root = $"/api/runs/{id}/maps/0";
        var place = await visitor.Get($"{root}/place?row={row}&column={column}");
        Assert.Equal((string)map["after"]![0]!["label"]!, (string)place["top"]![0]!["label"]!);
        Assert.Equal(16, (int)place["layers"]![0]!["w"]!);
        Assert.Equal(0x89, (await visitor.Http.GetByteArrayAsync($"{root}/heatmap.png"))[0]);
        Assert.Equal(0x93, (await visitor.Http.GetByteArrayAsync($"{root}/heatmap.npy"))[0]);
        Assert.Equal("PAR1"u8.ToArray(), (await visitor.Http.GetByteArrayAsync($"{root}/heatmap.parquet"))[..4]);
        Assert.Equal((27 * 27) + 1, (await visitor.Http.GetStringAsync($"{root}/heatmap.csv")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.Http.GetAsync($"{root}/place?row=27&column=0")).StatusCode);
    }

    [Fact]
    public async Task Earlier_answers_are_used_and_counted_whoever_asked()
    {
        await using var studio = await TestStudio.Start();
        using var first = studio.Visit();
        using var second = studio.Visit();
        Assert.Equal(0, (int)(await first.Answer(Query))["reused"]!);
        var refined = await second.Answer(Query.Replace("STRIDE 8", "STRIDE 4 REGION (32, 48, 64, 64)"));
        Assert.Equal((169, 49, 120), ((int)refined["positions"]!, (int)refined["reused"]!, (int)refined["evaluated"]!));
    }

    [Fact]
    public async Task Plans_tell_time_and_memory_of_every_mode()
    {
        await using var studio = await TestStudio.Start();
        using var visitor = studio.Visit();
        var plan = JsonNode.Parse(await (await visitor.Post("/api/plan", new { script = Query })).Content.ReadAsStringAsync())!;
        Assert.Equal(["naive", "exact", "approximate"], plan["modes"]!.AsArray().Select(m => (string)m!["mode"]!));
        Assert.All(plan["modes"]!.AsArray(), m => Assert.True((double)m!["seconds"]! > 0 && (double)m["bytes"]! > 0));
        Assert.True((double)plan["modes"]![0]!["seconds"]! > (double)plan["modes"]![1]!["seconds"]!);
        Assert.Contains("AssembleHeatmaps", (string)plan["text"]!);
    }

    [Fact]
    public async Task A_mistake_is_shown_with_its_place()
    {
        await using var studio = await TestStudio.Start();
        using var visitor = studio.Visit();
        var answer = await visitor.Post("/api/runs", new { script = "EXPLAIN OCCLUSION ON film_opacity_1 USING phantom_chest WITH PACTH 16" });
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("did you mean PATCH", await Visitor.Error(answer));
        var run = await visitor.Until(await visitor.Run("EXPLAIN OCCLUSION ON film_opacity USING phantom_chest"));
        Assert.Equal("failed", (string)run["state"]!);
        Assert.Contains("line 1, column 22", (string)run["error"]!);
    }

    [Fact]
    public async Task Only_its_owner_sees_or_cancels_a_query()
    {
        await using var studio = await TestStudio.Start();
        using var owner = studio.Visit();
        using var other = studio.Visit();
        var id = await owner.Run(Long);
        await owner.Until(id, "running");
        Assert.Equal(HttpStatusCode.NotFound, (await other.Http.DeleteAsync($"/api/runs/{id}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await other.Http.GetAsync($"/api/runs/{id}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await other.Http.GetAsync($"/api/runs/{id}/events")).StatusCode);
        Assert.Empty((await other.Get("/api/runs")).AsArray());
        Assert.Equal("running", (string)(await owner.Get($"/api/runs/{id}"))["state"]!);
        Assert.Equal(HttpStatusCode.NoContent, (await owner.Http.DeleteAsync($"/api/runs/{id}")).StatusCode);
        Assert.Equal("cancelled", (string)(await owner.Until(id))["state"]!);
    }

    [Fact]
    public async Task The_queue_takes_users_in_turn_and_tells_their_places()
    {
        await using var studio = await TestStudio.Start();
        using var busy = studio.Visit();
        using var late = studio.Visit();
        var running = await busy.Run(Long);
        await busy.Until(running, "running");
        var (second, third) = (await busy.Run(Query), await busy.Run(Query));
        var other = await late.Run(Query);
        async Task<int> Position(Visitor of, string id) => (int)(await of.Get($"/api/runs/{id}"))["position"]!;
        Assert.Equal((1, 3, 2), (await Position(busy, second), await Position(busy, third), await Position(late, other)));
        await busy.Http.DeleteAsync($"/api/runs/{second}");
        await busy.Http.DeleteAsync($"/api/runs/{running}");
        Assert.Equal("done", (string)(await late.Until(other))["state"]!);
        Assert.Equal("done", (string)(await busy.Until(third))["state"]!);
        Assert.Equal("cancelled", (string)(await busy.Get($"/api/runs/{second}"))["state"]!);
    }

    [Fact]
    public async Task Too_many_open_queries_are_refused_and_old_results_make_room()
    {
        await using var studio = await TestStudio.Start(o => o with { Limits = o.Limits with { OpenRunsOfOne = 2, KeptRunsOfOne = 3 } });
        using var visitor = studio.Visit();
        var open = new[] { await visitor.Run(Long), await visitor.Run(Query) };
        Assert.Equal(HttpStatusCode.TooManyRequests, (await visitor.Post("/api/runs", new { script = Query })).StatusCode);
        foreach (var id in open)
        {
            await visitor.Http.DeleteAsync($"/api/runs/{id}");
            await visitor.Until(id);
        }

        for (var i = 0; i < 4; i++)
        {
            await visitor.Answer("SHOW SETTINGS");
        }

        Assert.Equal(3, (await visitor.Get("/api/runs")).AsArray().Count);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.Http.GetAsync($"/api/runs/{open[0]}")).StatusCode);
    }

    [Fact]
    public async Task Whoever_watches_late_sees_the_map_as_far_as_it_is_known()
    {
        await using var studio = await TestStudio.Start();
        using var visitor = studio.Visit();
        var id = await visitor.Run(Long);
        await visitor.Until(id, "running");
        await Task.Delay(1500);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await using (var events = await visitor.Http.GetStreamAsync($"/api/runs/{id}/events", patience.Token))
        {
            using var reader = new StreamReader(events, Encoding.UTF8);
            var seen = new HashSet<string>();
            while (!seen.Contains("event: preview") && await reader.ReadLineAsync(patience.Token) is { } line)
            {
                seen.Add(line);
            }

            Assert.Contains("event: state", seen);
            Assert.Contains("event: preview", seen);
        }

        await visitor.Http.DeleteAsync($"/api/runs/{id}");
        await visitor.Until(id);
    }

    [Fact]
    public async Task While_a_query_runs_plans_and_predictions_are_answered()
    {
        await using var studio = await TestStudio.Start();
        using var visitor = studio.Visit();
        var id = await visitor.Run(Long);
        await visitor.Until(id, "running");
        Assert.True((await visitor.Post("/api/plan", new { script = Query })).IsSuccessStatusCode);
        Assert.True((await visitor.Post("/api/predict", new { image = "film_normal_1", model = "phantom_chest" })).IsSuccessStatusCode);
        Assert.Equal("running", (string)(await visitor.Get($"/api/runs/{id}"))["state"]!);
        await visitor.Http.DeleteAsync($"/api/runs/{id}");
    }

    [Fact]
    public async Task Two_maps_are_compared_also_where_their_grids_differ()
    {
        await using var studio = await TestStudio.Start();
        using var visitor = studio.Visit();
        async Task<string> Done(string script)
        {
            var id = await visitor.Run(script);
            await visitor.Until(id, "done");
            return id;
        }

        var exact = await Done(Query);
        var same = await visitor.Get($"/api/compare?a={exact}&b={await Done("SET executor = naive; " + Query)}");
        Assert.True((double)same["ssim"]! > 0.999 && (double)same["largest"]! < 1e-4 && !(bool)same["interpolated"]!);
        var wider = await visitor.Get($"/api/compare?a={exact}&b={await Done(Query.Replace("PATCH 16", "PATCH 32"))}");
        Assert.True((bool)wider["interpolated"]! && (double)wider["ssim"]! < 0.99);
        using var other = studio.Visit();
        Assert.Equal(HttpStatusCode.NotFound, (await other.Http.GetAsync($"/api/compare?a={exact}&b={exact}")).StatusCode);
    }

    [Fact]
    public async Task The_garden_hangs_on_its_berries()
    {
        await using var studio = await TestStudio.Start();
        using var visitor = studio.Visit();
        var map = (await visitor.Answer("EXPLAIN OCCLUSION ON garden_berries USING garden WITH PATCH 32 STRIDE 16"))["maps"]![0]!;
        Assert.Equal("berries", (string)map["map"]!["label"]!);
        Assert.NotEqual("berries", (string)map["after"]![0]!["label"]!);
    }
}
