using System.Globalization;
using Krypton.Models.Network;
using Krypton.Planning.Binding;
using Krypton.Planning.Explain;
using Krypton.Planning.Logical;
using Krypton.Planning.Physical;
using Krypton.Results;
using Krypton.Sql.Ast;

namespace Krypton.Statements;

/// <summary>Runs DESCRIBE for models, images and collections.</summary>
internal static class DescribeStatements
{
    private static readonly Column[] LayerColumns =
    [
        new("layer", typeof(int)), new("name", typeof(string)), new("kind", typeof(string)), new("reads", typeof(string)), new("output", typeof(string)),
        new("parameters", typeof(long)), new("mflop", typeof(double)), new("changed", typeof(double)),
    ];

    public static QueryResult Run(Describe statement, string text, SessionContext context) => statement.Kind switch
    {
        ObjectKind.Model => Model(statement, text, context),
        ObjectKind.Image => Image(statement, text, context),
        _ => Collection(statement, text, context),
    };

    private static QueryResult Model(Describe statement, string text, SessionContext context)
    {
        var ready = context.Ready(statement.Target);
        var (model, options) = (ready.Bound.Model, ready.Options);
        var grid = Binder.Grid(statement.With, ready.Bound, statement.Span, context);
        var boxes = new BoxTable(model.Network, grid);
        var rows = model.Network.Nodes.Select(n => new object?[]
        {
            n.Id, n.Name, Kind(n.Layer), string.Join(", ", n.Inputs), n.Shape.ToString(), Parameters(n.Layer),
            Math.Round(Flops.PerPixel(n, model.Network.InputShapes(n)) * n.Shape.Pixels / 1e6, 3),
            Math.Round(boxes.AllBoxes(n.Id) / ((double)grid.Count * n.Shape.Pixels), 4),
        });
        var work = IncrementalWork.Relative(model.Network, boxes);
        var p = options.Preprocessing;
        string Three(Imaging.ChannelValues v) => string.Create(CultureInfo.InvariantCulture, $"{v.Red},{v.Green},{v.Blue}");
        string[] facts =
        [
            $"model '{ready.Bound.Name}': input {model.Input.Shape} ({(model.Input.ChannelsLast ? "NHWC" : "NCHW")}), opset {model.Graph.Opset}, " +
            $"{model.Classes?.ToString(CultureInfo.InvariantCulture) ?? "unknown number of"} classes, {model.Head.ToString().ToLowerInvariant()} over '{model.Logits}', {model.Network.Flops() / 1e9:0.###} GFLOP an inference",
            $"preprocessing ({options.Origin}): mean {Three(p.Mean)}, std {Three(p.Std)}, channels {p.Channels.ToString().ToUpperInvariant()}, resize {p.Resize.ToString().ToLowerInvariant()}; {options.Labels.Count} labels",
            model.Suffix is { } suffix
                ? $"incremental up to {string.Join(", ", suffix.FirstOperators)}; the rest runs in full on ONNX Runtime"
                : "incremental from the first layer to the logits",
            $"patch {grid.PatchHeight}×{grid.PatchWidth}, stride {grid.StrideHeight}×{grid.StrideWidth}: {grid.Count} positions change {work:P1} of the arithmetic, a theoretical speedup of {1 / work:0.0}×",
            Expectation(ready, grid, context),
            .. context.Statistics.List(ready.Bound.Content).Select(s => string.Create(
                CultureInfo.InvariantCulture, $"approximations analysed on {s.Date:yyyy-MM-dd} with {s.Images} images at patch {s.PatchHeight}×{s.PatchWidth}, stride {s.StrideHeight}×{s.StrideWidth}")),
        ];
        return new QueryResult(text, string.Join(Environment.NewLine, facts), Relation.Of(LayerColumns, [.. rows]), [], [], null);
    }

    /// <summary>What the optimizer expects of an explanation of one image: the chosen way against full inference of every position.</summary>
    private static string Expectation(SessionContext.ReadyModel ready, PatchGrid grid, SessionContext context)
    {
        var query = new LogicalOcclusion(ready.Bound, [new BoundImage("image", "")], new TopChoice(1), grid, new SolidFill(0, 0, 0), ScoreKind.Probability, null);
        var settings = context.PlannerSettings;
        try
        {
            var seconds = new Planner(settings, context.Cost(), new NothingStored()).Plan(query).Seconds;
            var naive = new Planner(settings with { Executor = ExecutorChoice.Naive }, context.Cost(), new NothingStored()).Plan(query).Seconds;
            return $"expected on this device: {Quantity.Seconds(seconds)} an image, {Quantity.Seconds(naive)} by naive inference on ONNX Runtime ({naive / seconds:0.0}×)";
        }
        catch (PlanningException e)
        {
            return $"expected on this device: nothing, because {e.Message}";
        }
    }

    private static QueryResult Image(Describe statement, string text, SessionContext context)
    {
        var images = context.Images(statement.Target);
        Column[] columns = [new("name", typeof(string)), new("path", typeof(string)), new("width", typeof(int)), new("height", typeof(int))];
        var rows = images.Select(image => (Bound: image, Picture: SessionContext.Read(image, statement.Target.Span)))
            .Select(i => new object?[] { i.Bound.Name, i.Bound.Path, i.Picture.Width, i.Picture.Height });
        return QueryResult.Table(text, Relation.Of(columns, [.. rows]));
    }

    private static QueryResult Collection(Describe statement, string text, SessionContext context)
    {
        var entry = context.Entry(ObjectKind.Collection, statement.Target);
        Column[] columns = [new("name", typeof(string)), new("path", typeof(string))];
        var files = Catalog.PathPattern.Files(entry.Path);
        return QueryResult.Table(text, Relation.Of(columns, [.. files.Select(f => new object?[] { Path.GetFileNameWithoutExtension(f), f })]), $"{files.Count} files match '{entry.Path}'");
    }

    private static string Kind(Layer layer) => layer switch
    {
        ConvolutionLayer c => (c.Parts > 1 ? $"{c.Parts} parts, " : "") + (c.Input is null ? "" : $"scale and shift{Suffix(c.Input.Activation)}, ") + $"conv {c.Rows.Kernel}×{c.Columns.Kernel}" + (c.Rows.Stride > 1 ? $"/{c.Rows.Stride}" : "") + (c.Groups > 1 ? $" in {c.Groups} groups" : "") + Suffix(c.Activation),
        PoolLayer p => $"{p.Kind.ToString().ToLowerInvariant()} pool {p.Rows.Kernel}×{p.Columns.Kernel}" + (p.Rows.Stride > 1 && p.Rows.Stride < p.Rows.Kernel + 1 ? $"/{p.Rows.Stride}" : "") + Suffix(p.Activation),
        ActivationLayer a => a.Activation.Kind.ToString().ToLowerInvariant(),
        AffineLayer a => "scale and shift" + Suffix(a.Activation),
        BinaryLayer b => b.Kind.ToString().ToLowerInvariant() + Suffix(b.Activation),
        SoftmaxLayer s => s.Logarithm ? "log softmax" : "softmax",
        _ => layer.GetType().Name.Replace("Layer", "", StringComparison.Ordinal).ToLowerInvariant(),
    };

    private static string Suffix(Activation activation) => activation.Kind == ActivationKind.None ? "" : $" + {activation.Kind.ToString().ToLowerInvariant()}";

    private static long Parameters(Layer layer) => layer switch
    {
        ConvolutionLayer c => c.Weights.LongLength + c.Bias.Length + (c.Input?.Scale.Length * 2 ?? 0),
        PoolLayer p => p.Bias?.Length ?? 0,
        AffineLayer a => a.Scale.Length + a.Shift.Length,
        PReluLayer p => p.Slopes.Length,
        ConstantLayer c => c.Values.Length,
        _ => 0,
    };
}
