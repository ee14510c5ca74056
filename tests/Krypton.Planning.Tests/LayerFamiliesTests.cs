using Krypton.Models.Network;

namespace Krypton.Planning.Tests;

public class LayerFamiliesTests
{
    [Fact]
    public void Every_kind_of_layer_has_an_example_here()
    {
        var kinds = typeof(Layer).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Layer)) && !t.IsAbstract);
        Assert.Equal(kinds.OrderBy(t => t.Name), LayerExamples.Nodes.Select(n => n.Layer.GetType()).OrderBy(t => t.Name));
    }

    [Fact]
    public void Only_the_input_and_constants_compute_nothing()
    {
        foreach (var node in LayerExamples.Nodes)
        {
            var family = LayerFamilies.Of(node, [.. node.Inputs.Select(_ => LayerExamples.Map)]);
            Assert.Equal(node.Layer is InputLayer or ConstantLayer, family == LayerFamily.None);
        }
    }

    [Fact]
    public void An_unknown_layer_is_refused_by_name()
    {
        var error = Assert.Throws<InvalidOperationException>(() => LayerFamilies.Of(new NetworkNode(1, new UnknownLayer(), [0], LayerExamples.Map, "x"), [LayerExamples.Map]));
        Assert.Contains("UnknownLayer", error.Message);
    }

    [Theory]
    [InlineData(3, 3, 16, 1, LayerFamily.Winograd)]
    [InlineData(3, 3, 15, 1, LayerFamily.Direct)]
    [InlineData(5, 5, 64, 1, LayerFamily.Direct)]
    [InlineData(1, 7, 32, 1, LayerFamily.WinogradLine)]
    [InlineData(7, 1, 32, 1, LayerFamily.WinogradLine)]
    [InlineData(1, 9, 32, 1, LayerFamily.Direct)]
    [InlineData(1, 7, 24, 1, LayerFamily.Direct)]
    [InlineData(1, 1, 32, 1, LayerFamily.Pointwise)]
    [InlineData(3, 3, 32, 32, LayerFamily.Depthwise)]
    [InlineData(3, 3, 12, 12, LayerFamily.Grouped)]
    [InlineData(1, 1, 32, 4, LayerFamily.Grouped)]
    public void A_convolution_belongs_to_the_fastest_way_to_compute_it(int height, int width, int channels, int groups, LayerFamily family)
    {
        var layer = LayerExamples.Convolution(Window(height), Window(width), channels, channels, groups);
        Assert.Equal(family, Family(layer, new MapShape(12, 12, channels)));
    }

    [Theory]
    [InlineData(ActivationKind.None, LayerFamily.Dense)]
    [InlineData(ActivationKind.Relu, LayerFamily.Direct)]
    public void A_dense_layer_is_updated_where_no_activation_follows(ActivationKind activation, LayerFamily family)
    {
        var whole = new AxisWindow(12);
        Assert.Equal(family, Family(LayerExamples.Convolution(whole, whole, 10, activation: activation), LayerExamples.Map));
    }

    [Fact]
    public void A_dense_layer_on_a_vector_is_a_product_of_one_pixel() =>
        Assert.Equal(LayerFamily.Pointwise, Family(LayerExamples.Convolution(new(1), new(1), 10), new MapShape(1, 1, 16)));

    [Theory]
    [InlineData(PoolKind.Average, 12, LayerFamily.GlobalPool)]
    [InlineData(PoolKind.Average, 2, LayerFamily.AveragePool)]
    [InlineData(PoolKind.Max, 12, LayerFamily.MaxPool)]
    public void Only_means_are_pooled_over_whole_maps(PoolKind kind, int kernel, LayerFamily family) =>
        Assert.Equal(family, Family(new PoolLayer(kind, new AxisWindow(kernel), new AxisWindow(kernel), false), LayerExamples.Map));

    [Theory]
    [InlineData(ActivationKind.Relu, LayerFamily.Elementwise)]
    [InlineData(ActivationKind.HardSwish, LayerFamily.Elementwise)]
    [InlineData(ActivationKind.Silu, LayerFamily.Transcendental)]
    public void Activations_differ_by_whether_they_take_an_exponential(ActivationKind kind, LayerFamily family) =>
        Assert.Equal(family, Family(new ActivationLayer(new Activation(kind)), LayerExamples.Map));

    private static AxisWindow Window(int kernel) => new(kernel, 1, kernel / 2, kernel / 2);

    private static LayerFamily Family(Layer layer, MapShape input) => LayerFamilies.Of(new NetworkNode(1, layer, [0], input, "x"), [input]);

    private sealed record UnknownLayer : Layer;
}
