using Krypton.Execution.Inference;
using Krypton.Imaging;
using Krypton.Models;
using Krypton.Planning.Logical;
using Krypton.Sql;

namespace Krypton.Statements;

/// <summary>An image brought to a model's size and numbers.</summary>
internal static class PreparedImage
{
    public static float[] Tensor(RgbImage fitted, Preprocessing preprocessing)
    {
        var values = new float[fitted.Width * fitted.Height * preprocessing.ChannelCount];
        preprocessing.ToTensor(fitted, values, TensorLayout.Nhwc);
        return values;
    }

    public static RgbImage Fit(RgbImage image, Preprocessing preprocessing, Model model) =>
        preprocessing.Fit(image, model.Input.Shape.Width, model.Input.Shape.Height);

    /// <summary>The image and what the patch shows over it.</summary>
    /// <exception cref="QueryException">The fill cannot be made.</exception>
    public static OcclusionInput Occlusion(RgbImage fitted, SessionContext.ReadyModel model, LogicalOcclusion query, SourceSpan span)
    {
        var preprocessing = model.Options.Preprocessing;
        PatchFill fill = query.Fill switch
        {
            SolidFill solid => new PatchFill.Solid(solid.Red, solid.Green, solid.Blue),
            MeanColorFill => new PatchFill.MeanColor(),
            BlurredFill blurred => new PatchFill.Blur(blurred.Sigma),
            OtherImageFill other => new PatchFill.Other(Fit(SessionContext.Read(other.Image, span), preprocessing, model.Bound.Model)),
            _ => throw new InvalidOperationException($"no picture for {query.Fill.GetType().Name}"),
        };
        try
        {
            return new OcclusionInput(Tensor(fitted, preprocessing), Tensor(fill.FillImage(fitted), preprocessing), query.Grid);
        }
        catch (ImageException e)
        {
            throw new QueryException(e.Message.TrimEnd('.'), span, inner: e);
        }
    }
}
