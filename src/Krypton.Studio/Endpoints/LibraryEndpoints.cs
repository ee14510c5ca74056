using Krypton.Imaging;
using Krypton.Sql.Ast;
using Krypton.Studio.Library;
using Krypton.Studio.Runs;
using Krypton.Studio.Safety;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Krypton.Studio.Endpoints;

/// <summary>Images, models, their preprocessing, and predictions.</summary>
internal static class LibraryEndpoints
{
    private static readonly string[] Editable = ["mean", "std", "channels", "resize", "size"];

    public static void Map(IEndpointRouteBuilder routes, StudioServices studio)
    {
        routes.MapGet("/api/studio", (HttpContext context) =>
        {
            Owner.Of(context);
            return TypedResults.Json(new
            {
                Images = studio.Library.All.Where(e => e.Kind == ObjectKind.Image).Select(e => e.Name),
                Models = studio.Library.All.Where(e => e.Kind == ObjectKind.Model).Select(e => e.Name),
                studio.Options.AllowPaths, studio.Options.Limits.ImageBytes, studio.Options.Limits.ModelBytes,
            });
        });
        routes.MapGet("/api/models/{name}", (string name) => TypedResults.Json(studio.Models.Describe(Model(studio, name))));
        routes.MapGet("/api/images/{name}", (string name, string? model) => Picture(model is null
            ? studio.Models.Load(Image(studio, name))
            : studio.Models.Fit(Image(studio, name), Model(studio, model))));
        routes.MapPost("/api/images", async (HttpContext context, string name) =>
        {
            var image = await studio.Library.AddImage(name, Body(context, studio.Options.Limits.ImageBytes), context.RequestAborted);
            return TypedResults.Json(new { image.Name });
        });
        routes.MapPost("/api/models", async (HttpContext context, string name) =>
        {
            var model = await studio.Library.AddModel(name, Body(context, studio.Options.Limits.ModelBytes), new Dictionary<string, string>(), context.RequestAborted);
            return TypedResults.Json(new { model.Name });
        });
        routes.MapPost("/api/models/{name}/labels", async (HttpContext context, string name) =>
        {
            var model = Model(studio, name);
            var labels = await studio.Library.AddLabels(Body(context, studio.Options.Limits.LabelsBytes), context.RequestAborted);
            var variant = await studio.Library.AddVariant(model, new Dictionary<string, string>(model.Options) { ["labels"] = labels }, context.RequestAborted);
            return TypedResults.Json(new { variant.Name });
        });
        routes.MapPost("/api/models/{name}/variants", async (HttpContext context, string name, Dictionary<string, string> options) =>
        {
            var model = Model(studio, name);
            var variant = await studio.Library.AddVariant(model, Merged(model, options), context.RequestAborted);
            return TypedResults.Json(new { variant.Name });
        });
        routes.MapPost("/api/predict", async (HttpContext context, PredictRequest request) =>
        {
            var model = Model(studio, request.Model);
            var tried = request.Options is { Count: > 0 } options ? model with { Options = Merged(model, options) } : model;
            var picture = studio.Models.Fit(Image(studio, request.Image), tried);
            return TypedResults.Json(new { Top = await Predict(studio, picture, tried, request.Options is { Count: > 0 }, context.RequestAborted) });
        });
    }

    public static IResult Picture(RgbImage image) => TypedResults.Bytes(ImageFile.EncodePng(image), "image/png");

    private static LibraryEntry Image(StudioServices studio, string name) => studio.Library.Find(ObjectKind.Image, name) ?? throw new NotFoundException($"there is no image '{name}'");

    private static LibraryEntry Model(StudioServices studio, string name) => studio.Library.Find(ObjectKind.Model, name) ?? throw new NotFoundException($"there is no model '{name}'");

    /// <summary>The model's options with those a user changed; a file of labels only comes by upload.</summary>
    private static Dictionary<string, string> Merged(LibraryEntry model, Dictionary<string, string> changed)
    {
        var merged = new Dictionary<string, string>(model.Options);
        foreach (var (key, value) in changed)
        {
            merged[Editable.Contains(key) ? key : throw new UploadException($"option '{key}' cannot be changed here")] = value;
        }

        return merged;
    }

    /// <summary>Options that are only tried get a name for as long as the answer takes.</summary>
    private static async Task<IReadOnlyList<ClassScore>> Predict(StudioServices studio, RgbImage picture, LibraryEntry model, bool isTried, CancellationToken cancellation)
    {
        var name = isTried ? $"tried_{Guid.NewGuid():N}" : model.Name;
        var (before, after) = isTried
            ? ($"CREATE MODEL {name} FROM '{model.Path.Replace("'", "''", StringComparison.Ordinal)}'{StudioLibrary.Options(model.Options)};", $"; DROP MODEL {name}")
            : ("", "");
        var answers = await studio.Workbench.Ask($"{before} PREDICT @picture USING \"{name}\" TOP 5 {after}", new { picture = ImageFile.EncodePng(picture) }, cancellation);
        return Predictions.Read(answers.First(a => a.Relation is not null));
    }

    private static Stream Body(HttpContext context, long limit)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = limit + 1;
        }

        return context.Request.Body;
    }

    internal sealed record PredictRequest(string Image, string Model, Dictionary<string, string>? Options);
}
