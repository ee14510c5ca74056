using Krypton.Planning.Logical;
using Krypton.Sql;
using Krypton.Sql.Ast;

namespace Krypton.Planning.Binding;

/// <summary>From a parsed statement to a logical plan: names become models, images and classes, numbers are checked against the model's input.</summary>
public static class Binder
{
    /// <summary>More positions than any image needs; beyond it a query is a typing mistake.</summary>
    private const long MostPositions = 4_000_000;

    /// <exception cref="QueryException">Something in the statement does not exist or does not fit.</exception>
    public static LogicalOcclusion Bind(ExplainOcclusion statement, IBindingContext context)
    {
        var model = context.Model(statement.Model);
        var images = context.Images(statement.Image);
        var grid = Grid(statement.With, model, statement.Span, context);
        var into = statement.Into is null ? null : Terms.Text(context, statement.Into, "the file after INTO");
        var (classes, score) = (Classes(statement.Classes, model, context), statement.With.Score?.Kind ?? ScoreKind.Probability);
        return new LogicalOcclusion(model, images, classes, grid, Fill(statement.With.Fill, context), score, into)
        {
            Goal = Goal(statement.With, classes, score, context),
            Output = Output(statement.With, grid),
        };
    }

    /// <exception cref="QueryException">Something in the statement does not exist or does not fit.</exception>
    public static LogicalPredict Bind(Predict statement, IBindingContext context)
    {
        var model = context.Model(statement.Model);
        var top = statement.Top is null ? 5 : Terms.Whole(context, statement.Top, "the number after TOP", 1);
        return new LogicalPredict(model, context.Images(statement.Image), top);
    }

    /// <summary>The grid of positions that PATCH, STRIDE and REGION describe; a patch of 16 pixels (or an eighth of a smaller image) when PATCH is left out.</summary>
    public static PatchGrid Grid(OcclusionClauses with, BoundModel model, SourceSpan statement, IBindingContext context)
    {
        if (with.MorePatches is [var second, ..])
        {
            throw new QueryException("here stands one window", second.Span, "one PATCH; EXPLAIN OCCLUSION alone takes several");
        }

        var shape = model.Model.Input.Shape;
        var size = $"the model's input of {shape.Height}×{shape.Width} pixels";
        var (patchHeight, patchWidth) = Extent(with.Patch, "patch", context) ?? (Math.Clamp(shape.Height / 8, 1, 16), Math.Clamp(shape.Width / 8, 1, 16));
        if (patchHeight > shape.Height || patchWidth > shape.Width)
        {
            throw new QueryException($"a patch of {patchHeight}×{patchWidth} pixels is larger than {size}", with.Patch!.Span, "make PATCH smaller");
        }

        var (strideHeight, strideWidth) = Extent(with.Stride, "stride", context) ?? (Math.Max(1, patchHeight / 2), Math.Max(1, patchWidth / 2));
        var (y, x, height, width) = Region(with.Region, shape.Height, shape.Width, size, context);
        var grid = new PatchGrid(patchHeight, patchWidth, strideHeight, strideWidth,
            PositionAxis.Inside(y, height, patchHeight, strideHeight), PositionAxis.Inside(x, width, patchWidth, strideWidth));
        if ((long)grid.Rows * grid.Columns > MostPositions)
        {
            throw new QueryException($"{grid.Rows}×{grid.Columns} positions are more than {MostPositions:N0}", statement, "make STRIDE larger");
        }

        return grid.Rows > 0 && grid.Columns > 0
            ? grid
            : throw new QueryException(
                $"no patch of {patchHeight}×{patchWidth} pixels fits into the region of {height}×{width}", with.Region!.Span, "make REGION larger or PATCH smaller");
    }

    /// <summary>Bytes that MEMORY allows; null without it.</summary>
    public static long? MemoryLimit(OcclusionClauses with, IBindingContext context)
    {
        if (with.Memory is not { } memory)
        {
            return null;
        }

        var size = Terms.Number(context, memory.Size, "the memory");
        return size > 0 ? (long)Math.Min(size * (memory.Gigabytes ? 1 << 30 : 1 << 20), long.MaxValue / 2) : throw new QueryException("the memory must be above 0", memory.Size.Span);
    }

    private static ApproximationGoal? Goal(OcclusionClauses with, ClassChoice classes, ScoreKind score, IBindingContext context)
    {
        var target = with.Approx is null ? 1 : Terms.Number(context, with.Approx, "the quality after APPROX");
        if (target is <= 0 or > 1)
        {
            throw new QueryException(FormattableString.Invariant($"the quality after APPROX must be above 0 and at most 1, not {target}"), with.Approx!.Span, "1 is the exact map, 0.9 one that people take for it");
        }

        var metric = with.Metric?.Metric ?? QualityMetric.Ssim;
        if (metric == QualityMetric.Rendered && score == ScoreKind.Logit)
        {
            throw new QueryException("METRIC RENDERED draws probabilities", with.Metric!.Span, "leave SCORE LOGIT out, or take METRIC SSIM");
        }

        if (with.Metric is not null && with.Approx is null && with.Within is null)
        {
            throw new QueryException("METRIC says how APPROX is measured, and there is no APPROX", with.Metric.Span, "add APPROX 0.9, for instance");
        }

        double? seconds = null;
        if (with.Within is { } within)
        {
            seconds = Terms.Number(context, within.Time, "the time after WITHIN") * (within.Minutes ? 60 : 1);
            if (seconds <= 0)
            {
                throw new QueryException("the time after WITHIN must be above 0", within.Time.Span);
            }
        }

        return target == 1 && seconds is null ? null : new ApproximationGoal(target, metric, seconds, classes, score);
    }

    private static OutputKind Output(OcclusionClauses with, PatchGrid grid)
    {
        if (with.Output is not { Kind: OutputKind.Pixels } output)
        {
            return OutputKind.Positions;
        }

        return grid.StrideHeight <= grid.PatchHeight && grid.StrideWidth <= grid.PatchWidth
            ? OutputKind.Pixels
            : throw new QueryException("between the patches lie pixels that none covers", output.Span, "make STRIDE at most PATCH, or leave OUTPUT PIXELS out");
    }

    private static (int Height, int Width)? Extent(Extent? extent, string what, IBindingContext context)
    {
        if (extent is null)
        {
            return null;
        }

        var height = Terms.Whole(context, extent.Height, $"the {what}'s height in pixels", 1);
        return (height, extent.Width is null ? height : Terms.Whole(context, extent.Width, $"the {what}'s width in pixels", 1));
    }

    private static (int Y, int X, int Height, int Width) Region(Region? region, int height, int width, string size, IBindingContext context)
    {
        if (region is null)
        {
            return (0, 0, height, width);
        }

        var x = Terms.Whole(context, region.X, "the region's x in pixels", 0);
        var y = Terms.Whole(context, region.Y, "the region's y in pixels", 0);
        var w = Terms.Whole(context, region.Width, "the region's width in pixels", 1);
        var h = Terms.Whole(context, region.Height, "the region's height in pixels", 1);
        return (long)x + w <= width && (long)y + h <= height
            ? (y, x, h, w)
            : throw new QueryException($"the region reaches beyond {size}", region.Span, "REGION takes x, y, width, height in pixels of the model's input");
    }

    private static ClassChoice Classes(ClassSelection selection, BoundModel model, IBindingContext context)
    {
        switch (selection)
        {
            case TopClasses top:
                var count = Terms.Whole(context, top.Count, "the number after TOP", 1);
                return model.Model.Classes is { } classes && count > classes
                    ? throw new QueryException($"the model has only {classes} classes", top.Count.Span, $"say TOP {classes} or less")
                    : new TopChoice(count);
            case OneClass one when one.Class is NumberLiteral || (one.Class is Parameter p && context.Parameter(p) is not string):
                var index = Terms.Whole(context, one.Class, "a class's number", 0);
                return model.Model.Classes is { } known && index >= known
                    ? throw new QueryException($"class {index} does not exist: the model has classes 0 to {known - 1}", one.Class.Span)
                    : new FixedClass(index);
            case OneClass one:
                return new FixedClass(ClassLabels.Find(Terms.Text(context, one.Class, "a class"), model, one.Class.Span));
            default:
                return new TopChoice(1);
        }
    }

    private static FillChoice Fill(Fill? fill, IBindingContext context)
    {
        byte Channel(Term term) => (byte)Terms.Whole(context, term, "a colour channel", 0, 255);
        switch (fill)
        {
            case null or BlackFill:
                return new SolidFill(0, 0, 0);
            case GrayFill:
                return new SolidFill(128, 128, 128);
            case WhiteFill:
                return new SolidFill(255, 255, 255);
            case MeanFill:
                return new MeanColorFill();
            case ColorFill color:
                return new SolidFill(Channel(color.Red), Channel(color.Green), Channel(color.Blue));
            case BlurFill blur:
                var sigma = Terms.Number(context, blur.Sigma, "the blur's sigma in pixels");
                return sigma is > 0 and <= 256
                    ? new BlurredFill(sigma)
                    : throw new QueryException("the blur's sigma must be above 0 and at most 256 pixels", blur.Sigma.Span);
            case ImageFill image:
                var images = context.Images(image.Image);
                return images.Count == 1
                    ? new OtherImageFill(images[0])
                    : throw new QueryException("FILL IMAGE takes one image, not a collection", image.Image.Span);
            default:
                throw new InvalidOperationException($"no binding of {fill.GetType().Name}");
        }
    }
}
