using Krypton.Studio.Answers;
using Krypton.Studio.Runs;
using Krypton.Studio.Safety;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Krypton.Studio.Endpoints;

/// <summary>Query text: what it would take, and having it run.</summary>
internal static class QueryEndpoints
{
    public static void Map(IEndpointRouteBuilder routes, StudioServices studio)
    {
        routes.MapPost("/api/plan", async (HttpContext context, ScriptRequest request) =>
            TypedResults.Json(await ModePlans.Of(studio.Workbench, request.Script, studio.Guard.Parse(request.Script), context.RequestAborted)));
        routes.MapPost("/api/runs", (HttpContext context, ScriptRequest request) =>
        {
            var run = new StudioRun(Owner.Of(context), request.Script, studio.Guard.Parse(request.Script));
            studio.Queue.Add(run);
            return TypedResults.Json(MapJson.Of(run), statusCode: StatusCodes.Status202Accepted);
        });
    }

    internal sealed record ScriptRequest(string Script);
}
