using System.Globalization;
using Krypton.Imaging;
using Krypton.Results;
using Krypton.Sql.Ast;

namespace Krypton.Output;

/// <summary>A heatmap as a picture for people.</summary>
public static class HeatmapPicture
{
    /// <summary>The overlay with title, colour bar and the strongest position.</summary>
    public static RgbImage Render(Heatmap heatmap) => HeatmapOverlay.Render(View(heatmap));

    /// <summary>The heatmap as the imaging library wants it.</summary>
    public static HeatmapView View(Heatmap heatmap)
    {
        var grid = heatmap.Grid;
        var kind = heatmap.ScoreKind == ScoreKind.Probability ? "probability" : "logit";
        var title = $"{heatmap.Label} (class {heatmap.ClassIndex})  {kind} {Number(heatmap.BaseScore)}";
        if (heatmap.Minus is { } minus)
        {
            title = $"{heatmap.Label} (class {heatmap.ClassIndex})  drop minus that of {minus}";
        }

        var predicted = heatmap.Predicted.ClassIndex == heatmap.ClassIndex ? "" : $"predicted: {heatmap.Predicted.Label} {Number(heatmap.Predicted.Probability)}\n";
        var subtitle = predicted +
            $"image {heatmap.Image}, model {heatmap.Model}\n" +
            (heatmap.AveragedFrom is { } from ? $"mean of patches {from.PatchHeight}x{from.PatchWidth} px, stride {from.StrideHeight}x{from.StrideWidth} px"
                : $"patch {grid.PatchHeight}x{grid.PatchWidth} px, stride {grid.StrideHeight}x{grid.StrideWidth} px, {grid.Count} positions");
        return new HeatmapView(
            heatmap.Picture, heatmap.Drop, grid.PatchHeight, grid.PatchWidth, grid.StrideHeight, grid.StrideWidth, grid.Y.Start, grid.X.Start, title, subtitle);
    }

    private static string Number(float value) => value.ToString("0.000", CultureInfo.InvariantCulture);
}
