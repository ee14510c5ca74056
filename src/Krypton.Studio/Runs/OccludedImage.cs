using Krypton.Imaging;
using Krypton.Results;
using Krypton.Sql.Ast;
using Krypton.Studio.Library;

namespace Krypton.Studio.Runs;

/// <summary>The picture that the model saw at one position.</summary>
internal sealed class OccludedImage(StudioLibrary library, ModelInspector models)
{
    /// <exception cref="ImageException">The image of FILL IMAGE cannot be read.</exception>
    public RgbImage At(Heatmap map, ExplainOcclusion query, int row, int column)
    {
        var fill = Fill(query).FillImage(map.Picture);
        var (width, grid) = (map.Picture.Width, map.Grid);
        var rgb = (byte[])map.Picture.Rgb.Clone();
        for (var y = grid.Y[row]; y < grid.Y[row] + grid.PatchHeight; y++)
        {
            var start = ((y * width) + grid.X[column]) * 3;
            fill.Rgb.AsSpan(start, grid.PatchWidth * 3).CopyTo(rgb.AsSpan(start));
        }

        return new RgbImage(width, map.Picture.Height, rgb);
    }

    private PatchFill Fill(ExplainOcclusion query) => query.With.Fill switch
    {
        null or BlackFill => new PatchFill.Solid(0, 0, 0),
        GrayFill => new PatchFill.Solid(128, 128, 128),
        WhiteFill => new PatchFill.Solid(255, 255, 255),
        MeanFill => new PatchFill.MeanColor(),
        ColorFill { Red: NumberLiteral r, Green: NumberLiteral g, Blue: NumberLiteral b } => new PatchFill.Solid((byte)r.Value, (byte)g.Value, (byte)b.Value),
        BlurFill { Sigma: NumberLiteral sigma } => new PatchFill.Blur(sigma.Value),
        ImageFill { Image: Name image } when library.Find(ObjectKind.Image, image.Text) is { } entry && query.Model is Name model && library.Find(ObjectKind.Model, model.Text) is { } of =>
            new PatchFill.Other(models.Fit(entry, of)),
        _ => throw new ImageException("What this patch shows cannot be drawn here. Use names of uploaded images and models."),
    };
}
