namespace Krypton.Networks.Randomized;

/// <summary>Layers that keep the map's shape: activations, normalisations, constants.</summary>
internal sealed class RandomElementwise(RandomGraph graph)
{
    public Map MaybeActivated(Map x) => graph.Chance(0.5) ? Activation(x) : x;

    public Map Activation(Map x)
    {
        var kind = graph.OneOf("Relu", "Relu", "Relu", "LeakyRelu", "PRelu", "Clip", "Clip", "Sigmoid", "HardSigmoid", "HardSwish", "Swish", "Tanh", "Elu");
        return kind switch
        {
            "LeakyRelu" => x with { Name = graph.Node("LeakyRelu", [x.Name], ("alpha", graph.OneOf(0.01f, 0.3f, 1.5f))) },
            "PRelu" => x with { Name = graph.Node("PRelu", [x.Name, graph.Chance(0.7) ? graph.Around(0.4, x.Channels, 1, 1) : graph.Around(0.4, 1)]) },
            "Clip" => x with { Name = graph.Clip(x.Name, graph.OneOf<float?>(null, 0, -0.7f), graph.OneOf<float?>(null, 6, 0.9f)) },
            "HardSigmoid" => x with { Name = graph.Node("HardSigmoid", [x.Name], ("alpha", graph.OneOf(0.2f, 1f / 6)), ("beta", 0.5f)), Size = 0.6 },
            "HardSwish" => HardSwish(x),
            "Swish" => x with { Name = graph.Node("Mul", Either(x.Name, graph.Node("Sigmoid", [x.Name]))) },
            "Elu" => x with { Name = graph.Node("Elu", [x.Name], ("alpha", graph.OneOf(1f, 0.5f))) },
            "Sigmoid" or "Tanh" => x with { Name = graph.Node(kind, [x.Name]), Size = 0.6 },
            _ => x with { Name = graph.Node(kind, [x.Name]) },
        };
    }

    public Map Normalization(Map x)
    {
        if (graph.Chance(0.3))
        {
            return x with { Name = graph.Node("LRN", [x.Name], ("size", graph.OneOf(3, 5)), ("alpha", graph.OneOf(1e-4f, 0.5f)), ("beta", 0.75f), ("bias", graph.OneOf(1f, 2f))) };
        }

        var c = x.Channels;
        string[] parameters =
        [
            graph.Between(0.5, 1.5, c), graph.Around(0.3, c), graph.Around(0.3 * x.Size, c), graph.Between(0.5 * x.Size * x.Size, 1.5 * x.Size * x.Size, c),
        ];
        return x with { Name = graph.Node("BatchNormalization", [x.Name, .. parameters], ("epsilon", graph.OneOf(1e-5f, 1e-3f))), Size = 1.1 };
    }

    /// <summary>A constant of one value, of one a channel, of one a pixel, or of a whole map, on either side.</summary>
    public Map Constant(Map x)
    {
        int[] shape = graph.OneOf(0, 1, 2, 3, 4) switch
        {
            0 => [],
            1 => [x.Channels, 1, 1],
            2 => [1, x.Channels, 1, 1],
            3 => [x.Height, x.Width],
            _ => [1, x.Channels, x.Height, x.Width],
        };
        var op = graph.OneOf("Add", "Mul", "Sub", "Div");
        var constant = op is "Mul" or "Div" ? graph.Between(0.5, 1.6, shape) : graph.Around(0.5, shape);
        return x with { Name = graph.Node(op, op == "Div" ? [x.Name, constant] : Either(x.Name, constant)), Size = x.Size + 0.2 };
    }

    private Map HardSwish(Map x)
    {
        if (graph.Opset >= 14 && graph.Chance(0.5))
        {
            return x with { Name = graph.Node("HardSwish", [x.Name]) };
        }

        return x with { Name = graph.Node("Mul", Either(x.Name, graph.Node("HardSigmoid", [x.Name], ("alpha", 1f / 6), ("beta", 0.5f)))) };
    }

    private string[] Either(string a, string b) => graph.Chance(0.5) ? [a, b] : [b, a];
}
