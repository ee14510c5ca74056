namespace Krypton.Networks.Randomized;

/// <summary>Operators that Krypton leaves to ONNX Runtime: from them on a network runs as a suffix.</summary>
internal sealed class ForeignOperators(RandomGraph graph)
{
    /// <summary>Fewer pixels have a variance so small that an instance normalisation blows up rounding errors.</summary>
    private const int FewestNormalized = 25;

    public Map Apply(Map x)
    {
        while (true)
        {
            switch (graph.OneOf("Softplus", "Softsign", "Selu", "Neg", "Abs", "Erf", "InstanceNormalization", "ReduceMax", "Resize", "LpPool", "Max", "Mish", "Gelu"))
            {
                case var op and ("Softplus" or "Softsign" or "Selu" or "Neg" or "Abs"):
                    return x with { Name = graph.Node(op, [x.Name]) };
                case var op when (op is "Erf" && graph.Opset >= 9) || (op is "Mish" && graph.Opset >= 18) || (op is "Gelu" && graph.Opset >= 20):
                    return x with { Name = graph.Node(op, [x.Name]) };
                case "InstanceNormalization" when x.Height * x.Width >= FewestNormalized:
                    return x with { Name = graph.Node("InstanceNormalization", [x.Name, graph.Between(0.5, 1.5, x.Channels), graph.Around(0.2, x.Channels)]), Size = 1 };
                case "ReduceMax":
                    return x with { Name = graph.Node("Add", [x.Name, graph.Reduce("ReduceMax", x.Name, keepDims: true, 2, 3)]), Size = x.Size + 2 };
                case "Resize" when x.Height * x.Width <= 400:
                    return Enlarged(x);
                case "LpPool" when x.Height > 2 && x.Width > 2:
                    return x with { Name = graph.Node("LpPool", [x.Name], ("kernel_shape", new[] { 2, 2 })), Height = x.Height - 1, Width = x.Width - 1, Size = 2 * x.Size };
                case "Max" when graph.Opset >= 8:
                    return x with { Name = graph.Node("Max", [x.Name, graph.Around(0.4, x.Channels, 1, 1)]) };
            }
        }
    }

    private Map Enlarged(Map x)
    {
        var scales = graph.Floats(1, 1, 2, 2);
        var name = graph.Opset switch
        {
            < 9 => graph.Node("Upsample", [x.Name], ("scales", new[] { 1f, 1, 2, 2 })),
            9 => graph.Node("Upsample", [x.Name, scales]),
            10 => graph.Node("Resize", [x.Name, scales]),
            < 13 => graph.Node("Resize", [x.Name, graph.Floats(), scales]),
            _ => graph.Node("Resize", [x.Name, "", scales]),
        };
        return x with { Name = name, Height = 2 * x.Height, Width = 2 * x.Width };
    }
}
