using System.Text;
using Krypton.Imaging;
using Krypton.Output;
using Krypton.Planning.Logical;
using Krypton.Results;
using Krypton.Sql.Ast;
using Krypton.Studio.Runs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Krypton.Studio.Endpoints;

/// <summary>One heatmap of a run: its picture, files to download, and what the model saw at a place.</summary>
internal static class MapEndpoints
{
    public static void Map(IEndpointRouteBuilder routes, StudioServices studio)
    {
        const string Root = "/api/runs/{id}/maps/{map:int}";
        RunMap Of(HttpContext context, string id, int map) => Map(RunEndpoints.Find(studio, context, id), map);
        routes.MapGet($"{Root}/picture", (HttpContext context, string id, int map) => LibraryEndpoints.Picture(Of(context, id, map).Heatmap.Picture));
        routes.MapGet($"{Root}/heatmap.png", (HttpContext context, string id, int map) => Download(Of(context, id, map).Heatmap, "png", "image/png", m => m.ToPng()));
        routes.MapGet($"{Root}/heatmap.npy", (HttpContext context, string id, int map) => Download(Of(context, id, map).Heatmap, "npy", "application/octet-stream", m => HeatmapFiles.EncodeNpy(m.Drop)));
        routes.MapGet($"{Root}/heatmap.csv", (HttpContext context, string id, int map) => Download(Of(context, id, map).Heatmap, "csv", "text/csv; charset=utf-8", Csv));
        routes.MapGet($"{Root}/heatmap.parquet", (HttpContext context, string id, int map) => Download(Of(context, id, map).Heatmap, "parquet", "application/vnd.apache.parquet", m => m.ToParquet()));
        routes.MapGet($"{Root}/occluded", (HttpContext context, string id, int map, int row, int column) =>
        {
            var found = At(Of(context, id, map), row, column);
            return LibraryEndpoints.Picture(studio.Occluded.At(found.Heatmap, found.Query, row, column));
        });
        routes.MapGet($"{Root}/place", async (HttpContext context, string id, int map, int row, int column) =>
        {
            var run = RunEndpoints.Find(studio, context, id);
            var found = At(Map(run, map), row, column);
            var (heatmap, grid) = (found.Heatmap, found.Heatmap.Grid);
            var top = await Predictions.Of(studio.Workbench.Desk(), studio.Occluded.At(heatmap, found.Query, row, column), found.Query.Model, run.Script, context.RequestAborted);
            var patch = new Occlusion(0, grid.Y[row], grid.X[column], grid.PatchHeight, grid.PatchWidth);
            var layers = found.Query.Model is Name name && studio.Library.Find(ObjectKind.Model, name.Text) is { } model ? studio.Models.Rectangles(model, patch) : [];
            return TypedResults.Json(new { Top = top, Layers = layers });
        });
    }

    /// <exception cref="NotFoundException">The run has no such map.</exception>
    public static RunMap Map(StudioRun run, int map) =>
        run.Answer is { } answer && (uint)map < (uint)answer.Maps.Count ? answer.Maps[map] : throw new NotFoundException("the query has no such heatmap");

    private static RunMap At(RunMap map, int row, int column) =>
        (uint)row < (uint)map.Heatmap.Grid.Rows && (uint)column < (uint)map.Heatmap.Grid.Columns ? map : throw new NotFoundException("the heatmap has no such position");

    private static IResult Download(Heatmap map, string ending, string type, Func<Heatmap, byte[]> encode) =>
        TypedResults.File(encode(map), type, string.Concat($"{map.Image}-{map.Label}".Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '_')) + "." + ending);

    private static byte[] Csv(Heatmap map)
    {
        using var text = new StringWriter { NewLine = "\n" };
        CsvText.Write(map.ToRelation(), text);
        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
