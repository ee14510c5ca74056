using Krypton.Execution.Heatmaps;
using Krypton.Execution.Inference;
using Krypton.Planning.Logical;
using Krypton.Results;
using Krypton.Sql;
using Krypton.Sql.Ast;
using Krypton.Statements;

namespace Krypton.Measures;

/// <summary>
/// Whether the pixels that a heatmap calls important are: the class's probability while they are taken away, or put into a blurred
/// image, the most important first (Petsiuk, Das, Saenko, "RISE", BMVC 2018, section 4.3). Areas under these curves, 0 to 1.
/// </summary>
/// <param name="span">The explanation, for errors.</param>
internal sealed class Faithfulness(Heatmap map, SessionContext.ReadyModel model, FillChoice fill, SourceSpan span, CancellationToken cancellation)
{
    /// <summary>The blur that insertion begins with, in pixels of a 224-pixel image, as in the paper's code.</summary>
    private const double Blur = 5;

    private const double BlurredSize = 224;

    /// <summary>The important pixels take on the patch's fill: the faster the probability falls, the better, so less is better.</summary>
    public double Deletion(int steps) => Area(Original(), PreparedImage.Fill(map.Picture, model, fill, span), steps);

    /// <summary>The important pixels come back into a blurred image: more is better.</summary>
    public double Insertion(int steps)
    {
        var sigma = Math.Max(1, Blur * Math.Min(map.Picture.Height, map.Picture.Width) / BlurredSize);
        return Area(PreparedImage.Fill(map.Picture, model, new BlurredFill(sigma), span), Original(), steps);
    }

    private float[] Original() => PreparedImage.Tensor(map.Picture, model.Options.Preprocessing);

    /// <summary>The area under the class's probability while pixels go over from one image to the other, by the trapezoid rule.</summary>
    private double Area(float[] from, float[] to, int steps)
    {
        var order = Order();
        var channels = from.Length / order.Length;
        var (values, area, done) = ((float[])from.Clone(), 0.0, 0);
        for (var step = 0; step <= steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (var until = (int)((long)order.Length * step / steps); done < until; done++)
            {
                to.AsSpan(order[done] * channels, channels).CopyTo(values.AsSpan(order[done] * channels));
            }

            area += Probability(values) * (step == 0 || step == steps ? 0.5 : 1);
        }

        return area / steps;
    }

    private double Probability(float[] values) =>
        Scores.Of(NaiveInference.Logits(model.Loaded.Naive, model.Bound.Model.Input, values), model.Bound.Model.Head, ScoreKind.Probability)[map.ClassIndex];

    /// <summary>All pixels of the image, the largest drop first; those that no patch covers come last.</summary>
    private int[] Order()
    {
        var (pixels, width) = (map.ToPixels(), map.Picture.Width);
        var drops = new float[map.Picture.Height * width];
        Array.Fill(drops, float.NegativeInfinity);
        for (var row = 0; row < pixels.Grid.Rows; row++)
        {
            for (var column = 0; column < pixels.Grid.Columns; column++)
            {
                drops[(pixels.Grid.Y[row] * width) + pixels.Grid.X[column]] = pixels.Drop[row, column];
            }
        }

        return [.. Enumerable.Range(0, drops.Length).OrderByDescending(i => drops[i])];
    }
}
