namespace Krypton.Networks.Randomized;

/// <summary>The way from the last map to the scores.</summary>
internal sealed class RandomHeads(RandomGraph graph)
{
    private readonly RandomWindows _windows = new(graph);

    /// <param name="foreign">Whether an operator that Krypton does not run comes just before the scores.</param>
    public void Finish(Map x, bool foreign)
    {
        var classes = graph.Chance(0.1) ? 1 : graph.Between(2, 20);
        var logits = graph.OneOf(0, 0, 1, 2, 2, 3, 4, 5) switch
        {
            0 => Dense(Pooled(x), foreign, classes),
            1 => Flat(_windows.Pointwise(x, classes)),
            2 => Dense((graph.Chance(0.5) ? graph.Node("Flatten", [x.Name]) : Reshaped(x.Name, x.Count), x.Count, x.Size), foreign, classes),
            3 => Dense(ChannelsLast(x), foreign, classes),
            4 => Dense((graph.Node("Flatten", [graph.Node("GlobalMaxPool", [x.Name])]), x.Channels, x.Size + 1), foreign, classes),
            _ => Dense(Pooled(x), foreign, classes),
        };
        graph.Output(graph.OneOf("", "Softmax", "Softmax", "LogSoftmax", "Sigmoid") switch
        {
            "" => logits,
            "Sigmoid" => graph.Node("Sigmoid", [logits]),
            var op => graph.Node(op, [logits], ("axis", graph.Opset < 13 ? 1 : graph.OneOf(1, -1))),
        });
    }

    private (string Name, int Count, double Size) Pooled(Map x) => (graph.OneOf(0, 1, 2, 3) switch
    {
        0 => graph.Node("Flatten", [graph.Node("GlobalAveragePool", [x.Name])]),
        1 => graph.Reduce("ReduceMean", x.Name, keepDims: false, 2, 3),
        2 => graph.Squeeze(graph.Node("GlobalAveragePool", [x.Name]), 2, 3),
        _ => Reshaped(graph.Reduce("ReduceMean", x.Name, keepDims: true, -1, -2), x.Channels),
    }, x.Channels, x.Size);

    private string Flat(Map x) => graph.Node("Flatten", [graph.Chance(0.5) ? graph.Node("GlobalAveragePool", [x.Name]) : graph.Node("GlobalMaxPool", [x.Name])]);

    private (string Name, int Count, double Size) ChannelsLast(Map x)
    {
        var last = graph.Node("Transpose", [x.Name], ("perm", new[] { 0, 2, 3, 1 }));
        return graph.Chance(0.5)
            ? (graph.Reduce("ReduceMean", last, keepDims: false, 1, 2), x.Channels, x.Size)
            : (Reshaped(last, x.Count), x.Count, x.Size);
    }

    private string Reshaped(string x, int count) => graph.Node("Reshape", [x, graph.Integers(graph.OneOf(graph.Batch(), -1), count)]);

    private string Dense((string Name, int Count, double Size) x, bool foreign, int classes)
    {
        var (name, count) = (x.Name, x.Count);
        if (foreign)
        {
            name = graph.Node(graph.OneOf("Softplus", "Softsign", "Abs"), [name]);
        }

        if (graph.Chance(0.3))
        {
            var hidden = graph.Between(3, 24);
            name = graph.Node(graph.OneOf("Relu", "Tanh"), [Product(name, count, hidden, x.Size)]);
            (count, x.Size) = (hidden, 1);
        }

        return Product(name, count, classes, x.Size);
    }

    private string Product(string x, int inputs, int outputs, double size)
    {
        var deviation = 1.5 / (Math.Max(size, 0.1) * Math.Sqrt(inputs));
        var transposed = graph.Chance(0.5);
        if (graph.Chance(0.4))
        {
            var product = graph.Node("MatMul", [x, graph.Around(deviation, inputs, outputs)]);
            return graph.Chance(0.7) ? graph.Node("Add", [product, graph.Around(0.2, outputs)]) : product;
        }

        var weights = transposed ? graph.Around(deviation, outputs, inputs) : graph.Around(deviation, inputs, outputs);
        string[] operands = graph.Opset < 11 || graph.Chance(0.7) ? [x, weights, graph.Around(0.2, outputs)] : [x, weights];
        return graph.Node("Gemm", operands, ("transB", transposed ? 1 : 0), ("alpha", graph.OneOf(1f, 0.5f)), ("beta", graph.OneOf(1f, 2f)));
    }
}
