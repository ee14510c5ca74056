// A service that explains the pictures it is sent. They stay in memory.
//
//   dotnet run --project examples/web -c Release
//   curl --data-binary @film.png localhost:5000/heatmap > heatmap.png
//   curl --data-binary @film.png localhost:5000/regions
using Krypton;
using Krypton.Hosting;
using Krypton.Sql;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddKrypton();
var app = builder.Build();

// One database for the application, so the model is loaded once; a client that goes away stops its query.
var model = builder.Configuration["Model"] ?? "examples/phantoms/phantom-chest.onnx";
app.MapPost("/heatmap", async (HttpRequest request, Database database, CancellationToken gone) =>
    await Explained(request, database, gone, map => Results.Bytes(map.ToPng(), "image/png")));
app.MapPost("/regions", async (HttpRequest request, Database database, CancellationToken gone) =>
    await Explained(request, database, gone, map => Results.Ok(new { map.Label, map.BaseScore, Regions = map.TopRegions(3) })));
app.Run();

async Task<IResult> Explained(HttpRequest request, Database database, CancellationToken gone, Func<Krypton.Results.Heatmap, IResult> answer)
{
    using var body = new MemoryStream();
    await request.Body.CopyToAsync(body, gone);
    try
    {
        return answer(await database.ExplainAsync(
            "EXPLAIN OCCLUSION ON @image USING @model WITH PATCH 16 STRIDE 4 APPROX 0.9", new { image = body.ToArray(), model }, cancellation: gone));
    }
    catch (QueryException e)
    {
        return Results.BadRequest(e.Problem);
    }
}
