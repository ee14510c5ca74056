using Krypton.Imaging;
using Krypton.Models;
using Krypton.Planning.Logical;
using Krypton.Sql;

namespace Krypton.Statements;

/// <summary>An image brought to a model's size and numbers.</summary>
internal static class PreparedImage
{
    /// <param name="memory">Where it goes; null for new memory.</param>
    public static float[] Tensor(RgbImage fitted, Preprocessing preprocessing, float[]? memory = null)
    {
        var values = memory ?? new float[fitted.Width * fitted.Height * preprocessing.ChannelCount];
        preprocessing.ToTensor(fitted, values, TensorLayout.Nhwc);
        return values;
    }

    public static RgbImage Fit(RgbImage image, Preprocessing preprocessing, Model model) =>
        preprocessing.Fit(image, model.Input.Shape.Width, model.Input.Shape.Height);

    /// <summary>What the patch shows over the image, as a whole tensor of its size.</summary>
    /// <exception cref="QueryException">The fill cannot be made.</exception>
    public static float[] Fill(RgbImage fitted, SessionContext.ReadyModel model, FillChoice choice, SourceSpan span)
    {
        var preprocessing = model.Options.Preprocessing;
        if (choice is SolidFill color)
        {
            return model.Loaded.SolidFill(color, preprocessing, () => Tensor(new PatchFill.Solid(color.Red, color.Green, color.Blue).FillImage(fitted), preprocessing));
        }

        PatchFill fill = choice switch
        {
            MeanColorFill => new PatchFill.MeanColor(),
            BlurredFill blurred => new PatchFill.Blur(blurred.Sigma),
            OtherImageFill other => new PatchFill.Other(Fit(SessionContext.Read(other.Image, span), preprocessing, model.Bound.Model)),
            _ => throw new InvalidOperationException($"no picture for {choice.GetType().Name}"),
        };
        try
        {
            return Tensor(fill.FillImage(fitted), preprocessing);
        }
        catch (ImageException e)
        {
            throw new QueryException(e.Message.TrimEnd('.'), span, inner: e);
        }
    }
}
