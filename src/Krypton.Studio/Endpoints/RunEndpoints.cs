using System.Text.Json;
using Krypton.Studio.Answers;
using Krypton.Studio.Runs;
using Krypton.Studio.Safety;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Krypton.Studio.Endpoints;

/// <summary>Runs: where they are, watched or asked for, their answers, and cancelling them. Each is its owner's alone.</summary>
internal static class RunEndpoints
{
    private static readonly TimeSpan BetweenEvents = TimeSpan.FromMilliseconds(100);

    public static void Map(IEndpointRouteBuilder routes, StudioServices studio)
    {
        routes.MapGet("/api/runs", (HttpContext context) => TypedResults.Json(studio.Queue.Of(Owner.Of(context)).Select(MapJson.Of)));
        routes.MapGet("/api/runs/{id}", (HttpContext context, string id) => TypedResults.Json(MapJson.Of(Find(studio, context, id))));
        routes.MapDelete("/api/runs/{id}", (HttpContext context, string id) =>
        {
            studio.Queue.Cancel(Find(studio, context, id));
            return TypedResults.NoContent();
        });
        routes.MapGet("/api/runs/{id}/answer", (HttpContext context, string id) =>
            TypedResults.Json(MapJson.Of(Find(studio, context, id).Answer ?? throw new NotFoundException("the query has no answer yet"))));
        routes.MapGet("/api/runs/{id}/events", (HttpContext context, string id) => Watch(Find(studio, context, id), context));
        routes.MapGet("/api/compare", (HttpContext context, string a, string b, int? mapA, int? mapB) =>
            TypedResults.Json(MapComparison.Of(MapEndpoints.Map(Find(studio, context, a), mapA ?? 0).Heatmap, MapEndpoints.Map(Find(studio, context, b), mapB ?? 0).Heatmap)
                ?? throw new NotFoundException("the two maps have no place in common")));
    }

    public static StudioRun Find(StudioServices studio, HttpContext context, string id) =>
        studio.Queue.Find(id, Owner.Of(context)) ?? throw new NotFoundException("there is no such query of yours; results are kept for a while only");

    /// <summary>Server-sent events: the run's state whenever it changes, and with it the maps as far as they are known. Whoever comes late sees the same.</summary>
    private static async Task Watch(StudioRun run, HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        var shown = -1;
        while (true)
        {
            var changed = run.Changed;
            var (maps, version) = (run.Preview, run.PreviewVersion);
            await Send(context, "state", MapJson.Of(run));
            if (version != shown && maps.Count > 0)
            {
                shown = version;
                await Send(context, "preview", maps.Select(MapJson.Of));
            }

            if (run.IsOver)
            {
                return;
            }

            await Task.WhenAll(changed.WaitAsync(context.RequestAborted), Task.Delay(BetweenEvents, context.RequestAborted));
        }
    }

    private static async Task Send(HttpContext context, string name, object data)
    {
        await context.Response.WriteAsync($"event: {name}\ndata: {JsonSerializer.Serialize(data, JsonSerializerOptions.Web)}\n\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }
}
