using Krypton.Models.Network;

namespace Krypton.Models.Tests.Lowering;

public class FusionTests
{
    [Fact]
    public void Batch_normalization_folds_into_the_convolution()
    {
        var b = TinyModel.Begin();
        var conv = b.Conv("x", 3, 4);
        var normal = b.Node("BatchNormalization", [conv, b.Weights(4), b.Weights(4), b.Weights(4), b.Constant([.5f, 1, 2, 3], 4)], ("epsilon", 1e-3f));
        var model = Lowered.Read(b, b.Classify(b.Node("Relu", [normal]), 4));
        Assert.Equal("Convolution Pool Convolution", model.Layers());
        Assert.Equal(ActivationKind.Relu, ((ConvolutionLayer)model.Network.Nodes[1].Layer).Activation.Kind);
        Lowered.AssertComputes(model);
    }

    [Fact]
    public void Batch_normalization_before_the_convolution_stays_a_layer()
    {
        var b = TinyModel.Begin();
        var normal = b.Node("BatchNormalization", ["x", b.Weights(3), b.Weights(3), b.Weights(3), b.Constant([.5f, 1, 2], 3)]);
        var model = Lowered.Read(b, b.Classify(b.Conv(normal, 3, 4, 3, ("pads", new[] { 1, 1, 1, 1 })), 4));
        Assert.Equal("Affine Convolution Pool Convolution", model.Layers());
        Lowered.AssertComputes(model);
    }

    [Fact]
    public void Scales_and_shifts_by_constants_become_one_layer()
    {
        var b = TinyModel.Begin();
        var value = b.Node("Sub", [b.Node("Div", ["x", b.Constant([2f])]), b.Weights(1, 3, 1, 1)]);
        value = b.Node("Sub", [b.Constant([1f]), b.Node("Mul", [b.Weights(3, 1, 1), value])]);
        var model = Lowered.Read(b, b.Classify(b.Node("Relu", [value]), 3));
        Assert.Equal("Affine Pool Convolution", model.Layers());
        Assert.Equal(ActivationKind.Relu, model.Only<AffineLayer>().Activation.Kind);
        Lowered.AssertComputes(model);
    }

    [Fact]
    public void A_value_that_two_layers_read_keeps_its_own_activation_apart()
    {
        var b = TinyModel.Begin();
        var conv = b.Conv("x", 3, 4);
        var both = b.Node("Concat", [conv, b.Node("Relu", [conv])], ("axis", 1));
        var model = Lowered.Read(b, b.Classify(both, 8));
        Assert.Equal("Convolution Activation Concat Pool Convolution", model.Layers());
        Lowered.AssertComputes(model);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void X_times_its_sigmoid_is_silu(bool gateFirst)
    {
        var b = TinyModel.Begin();
        var conv = b.Conv("x", 3, 4);
        var gate = b.Node("Sigmoid", [conv]);
        var model = Lowered.Read(b, b.Classify(b.Node("Mul", gateFirst ? [gate, conv] : [conv, gate]), 4));
        Assert.Equal("Convolution Pool Convolution", model.Layers());
        Assert.Equal(ActivationKind.Silu, ((ConvolutionLayer)model.Network.Nodes[1].Layer).Activation.Kind);
        Lowered.AssertComputes(model);
    }

    [Theory]
    [InlineData(1f / 6, ActivationKind.HardSwish)]
    [InlineData(0.2f, ActivationKind.None)]
    public void X_times_its_hard_sigmoid_is_hard_swish_when_the_slope_is_a_sixth(float slope, ActivationKind expected)
    {
        var b = TinyModel.Begin();
        var conv = b.Conv("x", 3, 4);
        var model = Lowered.Read(b, b.Classify(b.Node("Mul", [conv, b.Node("HardSigmoid", [conv], ("alpha", slope), ("beta", 0.5f))]), 4));
        Assert.Equal(expected, ((ConvolutionLayer)model.Network.Nodes[1].Layer).Activation.Kind);
        Assert.Equal(expected == ActivationKind.None, model.Network.Nodes.Any(n => n.Layer is BinaryLayer));
        Lowered.AssertComputes(model);
    }

    [Theory]
    [InlineData(1, 2, "Convolution Convolution Pool Pool Convolution")]
    [InlineData(1, 9, "Convolution Pool Convolution Pool Convolution")]
    [InlineData(2, 2, "Convolution Pool Convolution Pool Convolution")]
    public void An_average_goes_behind_a_pointwise_convolution_that_makes_channels_fewer(int stride, int outputs, string layers)
    {
        var b = TinyModel.Begin();
        var pooled = b.Node(
            "AveragePool", [b.Node("Relu", [b.Conv("x", 3, 8)])], ("kernel_shape", new[] { 3, 3 }), ("strides", new[] { stride, stride }), ("pads", new[] { 1, 1, 1, 1 }), ("count_include_pad", 1));
        var model = Lowered.Read(b, b.Classify(b.Node("Relu", [b.Conv(pooled, 8, outputs, 1)]), outputs));
        Assert.Equal(layers, model.Layers());
        Lowered.AssertComputes(model);

        // The convolution in the middle computes nothing that the file has: no cut can be there.
        Assert.All(model.Network.Nodes.Where(n => n.Layer is ConvolutionLayer { Bias: [0, 0] }), n => Assert.Null(model.SuffixAt(n.Id)));
    }

    [Fact]
    public void A_gate_of_another_value_is_no_silu()
    {
        var b = TinyModel.Begin();
        var (left, right) = (b.Conv("x", 3, 4), b.Conv("x", 3, 4, 3, ("pads", new[] { 0, 0, 0, 0 })));
        var model = Lowered.Read(b, b.Classify(b.Node("Mul", [left, b.Node("Sigmoid", [right])]), 4));
        Assert.Equal(BinaryKind.Multiply, model.Only<BinaryLayer>().Kind);
        Lowered.AssertComputes(model);
    }

    [Fact]
    public void A_residual_and_its_activation_become_part_of_the_later_convolution()
    {
        var b = TinyModel.Begin();
        var first = b.Node("Relu", [b.Conv("x", 3, 4)]);
        var second = b.Conv(first, 4, 4, 3, ("pads", new[] { 1, 1, 1, 1 }));
        var model = Lowered.Read(b, b.Classify(b.Node("Relu", [b.Node("Add", [first, second])]), 4));
        Assert.Equal("Convolution Convolution Pool Convolution", model.Layers());
        var fused = model.Network.Nodes[2];
        Assert.Equal([1, 1], fused.Inputs);
        Assert.Equal(ActivationKind.Relu, ((ConvolutionLayer)fused.Layer).Activation.Kind);
        Lowered.AssertComputes(model);
    }

    [Fact]
    public void An_activation_between_convolution_and_sum_keeps_them_apart()
    {
        var b = TinyModel.Begin();
        var first = b.Node("Relu", [b.Conv("x", 3, 4)]);
        var second = b.Node("Relu", [b.Conv(first, 4, 4, 3, ("pads", new[] { 1, 1, 1, 1 }))]);
        var model = Lowered.Read(b, b.Classify(b.Node("Add", [first, second]), 4));
        Assert.Equal("Convolution Convolution Binary Pool Convolution", model.Layers());
        Lowered.AssertComputes(model);
    }

    [Fact]
    public void Pointwise_convolutions_read_the_parts_of_a_dense_block_and_no_concatenation_is_left_but_the_one_that_is_pooled()
    {
        var b = TinyModel.Begin();
        var x = b.Conv("x", 3, 6);
        for (var channels = 6; channels < 15; channels += 3)
        {
            var normal = b.Node("BatchNormalization", [x, b.Weights(channels), b.Weights(channels), b.Weights(channels), b.Constant(Enumerable.Repeat(1f, channels).ToArray(), channels)]);
            var narrow = b.Conv(b.Node("Relu", [normal]), channels, 4, 1);
            x = b.Node("Concat", [x, b.Conv(narrow, 4, 3, 3, ("pads", new[] { 1, 1, 1, 1 }))], ("axis", 1));
        }

        var model = Lowered.Read(b, b.Classify(x, 15));
        Assert.Equal("Convolution Convolution Convolution Convolution Convolution Convolution Convolution Concat Pool Convolution", model.Layers());
        Assert.Equal([1, 2, 3], model.Network.Nodes.Where(n => n.Layer is ConvolutionLayer { Input: not null }).Select(n => ((ConvolutionLayer)n.Layer).Parts));
        Assert.Equal([1, 3, 5, 7], model.Network.Nodes.Single(n => n.Layer is ConcatLayer).Inputs);
        Lowered.AssertComputes(model);
    }

    [Fact]
    public void A_concatenation_that_a_pool_reads_too_stays_for_all()
    {
        var b = TinyModel.Begin();
        var both = b.Node("Concat", [b.Conv("x", 3, 4), b.Conv("x", 3, 2)], ("axis", 1));
        var pool = b.Node("MaxPool", [both], ("kernel_shape", new[] { 3, 3 }), ("pads", new[] { 1, 1, 1, 1 }));
        var model = Lowered.Read(b, b.Classify(b.Node("Concat", [b.Conv(both, 6, 3, 1), pool], ("axis", 1)), 9));
        Assert.Equal("Convolution Convolution Concat Pool Convolution Concat Pool Convolution", model.Layers());
        Assert.All(model.Network.Nodes, n => Assert.False(n.Layer is ConvolutionLayer { Parts: > 1 }));
        Lowered.AssertComputes(model);
    }

    [Fact]
    public void A_residual_and_a_normalization_become_part_of_a_convolution_of_several_parts()
    {
        var b = TinyModel.Begin();
        var (left, right) = (b.Conv("x", 3, 4), b.Conv("x", 3, 5));
        var conv = b.Conv(b.Node("Concat", [left, right, left], ("axis", 1)), 13, 4, 1);
        var normal = b.Node("BatchNormalization", [conv, b.Weights(4), b.Weights(4), b.Weights(4), b.Constant([.5f, 1, 2, 3], 4)]);
        var model = Lowered.Read(b, b.Classify(b.Node("Relu", [b.Node("Add", [normal, left])]), 4));
        Assert.Equal("Convolution Convolution Convolution Pool Convolution", model.Layers());
        Assert.Equal([1, 2, 1, 1], model.Network.Nodes[3].Inputs);
        Assert.Equal(3, ((ConvolutionLayer)model.Network.Nodes[3].Layer).Parts);
        Lowered.AssertComputes(model);
    }

    [Fact]
    public void A_concatenation_that_is_also_the_residual_stays()
    {
        var b = TinyModel.Begin();
        var both = b.Node("Concat", [b.Conv("x", 3, 4), b.Conv("x", 3, 2)], ("axis", 1));
        var model = Lowered.Read(b, b.Classify(b.Node("Add", [b.Conv(both, 6, 6, 1), both]), 6));
        Assert.Equal("Convolution Convolution Concat Convolution Pool Convolution", model.Layers());
        Lowered.AssertComputes(model);
    }

    [Fact]
    public void A_border_in_front_of_a_normalization_does_not_become_padding()
    {
        var b = TinyModel.Begin();
        var padded = b.Node("Pad", ["x", b.Constant([0L, 0, 1, 1, 0, 0, 1, 1], 8)]);
        var normal = b.Node("BatchNormalization", [padded, b.Weights(3), b.Weights(3), b.Weights(3), b.Constant([.5f, 1, 2], 3)]);
        var model = Lowered.Read(b, b.Classify(b.Conv(normal, 3, 4, 1), 4));
        Assert.Equal("Pad Convolution Pool Convolution", model.Layers());
        Lowered.AssertComputes(model);
    }

    [Theory]
    [InlineData(0f, "Convolution Pool Convolution")]
    [InlineData(1f, "Pad Convolution Pool Convolution")]
    public void A_border_becomes_the_convolutions_padding_when_it_is_zero(float value, string layers)
    {
        var b = TinyModel.Begin();
        var padded = b.Node("Pad", ["x", b.Constant([0L, 0, 0, 1, 0, 0, 2, 3], 8), b.Constant([value])]);
        var model = Lowered.Read(b, b.Classify(b.Conv(padded, 3, 4, 3, ("strides", new[] { 2, 2 })), 4));
        Assert.Equal(layers, model.Layers());
        Lowered.AssertComputes(model);
    }

    [Fact]
    public void What_nothing_reads_is_dropped()
    {
        var b = TinyModel.Begin();
        b.Conv("x", 3, 7);
        Assert.Equal("Convolution Pool Convolution", Lowered.Read(b, b.Classify(b.Conv("x", 3, 4), 4)).Layers());
    }
}
