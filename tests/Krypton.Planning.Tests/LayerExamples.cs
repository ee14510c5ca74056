using Krypton.Models.Network;

namespace Krypton.Planning.Tests;

/// <summary>Networks of one layer, one for each kind of layer there is.</summary>
internal static class LayerExamples
{
    public static readonly MapShape Map = new(12, 12, 16);

    private static readonly AxisWindow Three = new(3, 1, 1, 1);

    private static readonly AxisWindow One = new(1);

    /// <summary>Every layer that computes something, over a map of 12 × 12 × 16.</summary>
    public static IReadOnlyList<NetworkGraph> Computing { get; } =
    [
        Of(Convolution(Three, Three, 16), Map),
        Of(new PoolLayer(PoolKind.Max, Three, Three, false), Map),
        Of(new ActivationLayer(new Activation(ActivationKind.Sigmoid)), Map),
        Of(new PReluLayer(new float[16]), Map),
        Of(new AffineLayer(new float[16], new float[16], Activation.None), Map),
        Of(new BinaryLayer(BinaryKind.Add, Activation.None), Map, inputs: 2),
        Of(new ConcatLayer(), Map with { Channels = 32 }, inputs: 2),
        Of(new ChannelGatherLayer([.. Enumerable.Range(0, 8)]), Map with { Channels = 8 }),
        Of(new ResponseNormalizationLayer(5, 1, 1, 1), Map),
        Of(new PadLayer(1, 1, 1, 1, 0), new MapShape(14, 14, 16)),
        Of(new FlattenLayer(true), new MapShape(1, 1, Map.Count)),
        Of(new SoftmaxLayer(false), Map),
    ];

    /// <summary>All of them, and those that compute nothing.</summary>
    public static IEnumerable<NetworkNode> Nodes =>
        [new(0, new InputLayer(), [], Map, "input"), new(0, new ConstantLayer(new float[Map.Count]), [], Map, "constant"), .. Computing.Select(n => n.Nodes[1])];

    public static ConvolutionLayer Convolution(AxisWindow rows, AxisWindow columns, int outputs, int inputs = 16, int groups = 1, ActivationKind activation = ActivationKind.None) =>
        new(new float[outputs * rows.Kernel * columns.Kernel * inputs / groups], new float[outputs], rows, columns, groups, new Activation(activation));

    /// <summary>The input, then the layer that reads it.</summary>
    public static NetworkGraph Of(Layer layer, MapShape output, MapShape? input = null, int inputs = 1) => new(
        [new(0, new InputLayer(), [], input ?? Map, "input"), new(1, layer, [.. Enumerable.Repeat(0, inputs)], output, layer.GetType().Name)], [1]);

    /// <summary>A 1×1 convolution to that many channels, then a 3×3 one, pooling over the map, and a dense layer.</summary>
    public static NetworkGraph Small(int channels)
    {
        var map = Map with { Channels = channels };
        var whole = new AxisWindow(Map.Height);
        return new NetworkGraph(
            [
                new(0, new InputLayer(), [], Map, "input"),
                new(1, Convolution(One, One, channels), [0], map, "pointwise"),
                new(2, Convolution(Three, Three, channels, channels), [1], map, "tiles"),
                new(3, Convolution(whole, whole, 10, channels), [2], new MapShape(1, 1, 10), "dense"),
            ],
            [3]);
    }
}
