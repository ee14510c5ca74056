namespace Krypton.Models.Tests.Import;

public class ContradictionTests
{
    [Theory]
    [InlineData("strides", new[] { 0, 1 }, "at least 1")]
    [InlineData("strides", new[] { 1 }, "attribute strides has 1 values where 2 are needed")]
    [InlineData("dilations", new[] { 0, 0 }, "at least 1")]
    [InlineData("dilations", new[] { 8, 8 }, "does not fit into a map")]
    [InlineData("pads", new[] { 1, 1 }, "attribute pads has 2 values where 4 are needed")]
    [InlineData("pads", new[] { -1, 0, 0, 0 }, "at least 0")]
    public void A_convolution_with_impossible_attributes_is_refused(string name, int[] values, string reason)
    {
        var b = TinyModel.Begin();
        HostileGraphTests.AssertRefused(b.End(b.Classify(b.Conv("x", 3, 4, 3, (name, values)), 4)), "Conv 'conv_", reason);
    }

    [Fact]
    public void A_kernel_larger_than_the_map_is_refused()
    {
        var b = TinyModel.Begin();
        HostileGraphTests.AssertRefused(b.End(b.Classify(b.Conv("x", 3, 4, 9), 4)), "Conv", "kernel of 9×9 does not fit into a map of 8×8×3");
    }

    [Theory]
    [InlineData(2, 3)]
    [InlineData(3, 3)]
    [InlineData(0, 3)]
    [InlineData(-1, 3)]
    [InlineData(1, 4)]
    public void Groups_that_do_not_divide_the_channels_are_refused(int groups, int inputs)
    {
        var b = TinyModel.Begin();
        HostileGraphTests.AssertRefused(b.End(b.Classify(b.Conv("x", inputs, 4, 3, ("group", groups)), 4)), "Conv", "groups of");
    }

    [Fact]
    public void Biases_that_do_not_fit_the_channels_are_refused()
    {
        var b = TinyModel.Begin();
        var conv = b.Node("Conv", ["x", b.Weights(4, 3, 3, 3), b.Weights(3)]);
        HostileGraphTests.AssertRefused(b.End(b.Classify(conv, 4)), "Conv", "3 biases do not fit 4 output channels");
    }

    [Fact]
    public void An_unknown_auto_pad_is_refused()
    {
        var b = TinyModel.Begin();
        HostileGraphTests.AssertRefused(b.End(b.Classify(b.Conv("x", 3, 4, 3, ("auto_pad", "SAME")), 4)), "auto_pad 'SAME' is unknown");
    }

    [Theory]
    [InlineData(new[] { 9, 9 }, new[] { 0, 0, 0, 0 }, "does not fit into a map")]
    [InlineData(new[] { 2 }, new[] { 0, 0, 0, 0 }, "kernel of 1 axes")]
    [InlineData(new[] { 0, 2 }, new[] { 0, 0, 0, 0 }, "at least 1")]
    [InlineData(new[] { 2, 2 }, new[] { 0, 2, 0, 0 }, "padding alone")]
    [InlineData(new[] { 2, 2 }, new[] { 0, 0, 5, 0 }, "padding alone")]
    public void A_pool_with_an_impossible_window_is_refused(int[] kernel, int[] pads, string reason)
    {
        foreach (var op in new[] { "MaxPool", "AveragePool" })
        {
            var b = TinyModel.Begin();
            HostileGraphTests.AssertRefused(b.End(b.Classify(b.Node(op, ["x"], ("kernel_shape", kernel), ("pads", pads)), 3)), op, reason);
        }
    }

    [Fact]
    public void A_reshape_to_another_count_is_refused()
    {
        var b = TinyModel.Begin();
        HostileGraphTests.AssertRefused(b.End(b.Node("Reshape", ["x", b.Constant([1L, 100], 2)])), "Reshape", "cannot become [1, 100]");
    }

    [Fact]
    public void A_transpose_that_is_no_permutation_is_refused()
    {
        var b = TinyModel.Begin();
        HostileGraphTests.AssertRefused(b.End(b.Node("Transpose", ["x"], ("perm", new[] { 0, 1, 1, 2 }))), "Transpose", "no permutation");
    }

    [Fact]
    public void An_unsqueeze_of_one_axis_twice_is_refused()
    {
        var b = TinyModel.Begin();
        HostileGraphTests.AssertRefused(b.End(b.Node("Unsqueeze", ["x", b.Constant([1L, 1], 2)])), "Unsqueeze");
    }

    [Fact]
    public void A_dense_layer_for_another_length_is_refused()
    {
        var b = TinyModel.Begin();
        var gemm = b.Node("Gemm", [b.Node("Flatten", ["x"]), b.Weights(5, 100)], ("transB", 1));
        HostileGraphTests.AssertRefused(b.End(gemm), "Gemm", "100 inputs does not fit a vector of 192");
    }

    [Fact]
    public void Biases_of_a_dense_layer_that_do_not_broadcast_are_refused()
    {
        var b = TinyModel.Begin();
        var gemm = b.Node("Gemm", [b.Node("Flatten", ["x"]), b.Weights(5, 192), b.Weights(4)], ("transB", 1));
        HostileGraphTests.AssertRefused(b.End(gemm), "Gemm", "does not broadcast");
    }

    [Fact]
    public void A_batch_normalization_for_other_channels_is_refused()
    {
        var b = TinyModel.Begin();
        var normal = b.Node("BatchNormalization", ["x", b.Weights(4), b.Weights(4), b.Weights(4), b.Constant([1f, 1, 1, 1], 4)]);
        HostileGraphTests.AssertRefused(b.End(b.Classify(normal, 3)), "BatchNormalization", "4 scales do not fit 3 channels");
    }
}
