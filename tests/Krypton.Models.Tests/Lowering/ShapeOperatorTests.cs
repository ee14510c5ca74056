using Krypton.Models.Network;
using Krypton.Models.Onnx;

namespace Krypton.Models.Tests.Lowering;

public class ShapeOperatorTests
{
    [Fact]
    public void A_target_computed_from_the_maps_own_shape_folds_away()
    {
        var model = Model.Read(TinyModel.Bytes(), "tiny");
        Assert.Equal("Convolution Pool Convolution", model.Layers());
        Lowered.AssertComputes(model);
    }

    [Fact]
    public void A_channel_shuffle_gathers_channels()
    {
        var b = TinyModel.Begin();
        var value = b.Node("Reshape", [b.Conv("x", 3, 8), b.Constant([-1L, 2, 4, 6, 6], 5)]);
        value = b.Node("Transpose", [value], ("perm", new[] { 0, 2, 1, 3, 4 }));
        value = b.Node("Reshape", [value, b.Constant([-1L, 8, 6, 6], 4)]);
        var model = Lowered.Read(b, b.Classify(value, 8));
        Assert.Equal("Convolution ChannelGather Pool Convolution", model.Layers());
        Assert.Equal([0, 4, 1, 5, 2, 6, 3, 7], model.Only<ChannelGatherLayer>().Source);
        Lowered.AssertComputes(model);
    }

    [Fact]
    public void A_dense_layer_on_a_flattened_map_is_a_convolution_as_large_as_the_map()
    {
        var b = TinyModel.Begin();
        var model = Lowered.Read(b, b.Node("Gemm", [b.Node("Flatten", [b.Conv("x", 3, 4)]), b.Weights(5, 144), b.Weights(5)], ("transB", 1), ("alpha", 0.5f), ("beta", 2f)));
        Assert.Equal("Convolution Convolution", model.Layers());
        var dense = (ConvolutionLayer)model.Network.Nodes[2].Layer;
        Assert.Equal((new AxisWindow(6), new AxisWindow(6)), (dense.Rows, dense.Columns));
        Lowered.AssertComputes(model);
    }

    [Fact]
    public void A_dense_layer_on_a_map_flattened_with_channels_last_is_too()
    {
        var b = TinyModel.Begin();
        var last = b.Node("Transpose", [b.Conv("x", 3, 4)], ("perm", new[] { 0, 2, 3, 1 }));
        var model = Lowered.Read(b, b.Node("MatMul", [b.Node("Reshape", [last, b.Constant([0L, -1], 2)]), b.Weights(144, 5)]));
        Assert.Equal("Convolution Convolution", model.Layers());
        Lowered.AssertComputes(model);
    }

    [Fact]
    public void A_dense_layers_activation_stays_a_layer_of_its_own()
    {
        var b = TinyModel.Begin();
        var hidden = b.Node("Relu", [b.Node("Gemm", [b.Node("Flatten", ["x"]), b.Weights(16, 192)], ("transB", 1))]);
        var model = Lowered.Read(b, b.Node("Gemm", [hidden, b.Weights(5, 16)], ("transB", 1)));
        Assert.Equal("Convolution Activation Convolution", model.Layers());
        Lowered.AssertComputes(model);
    }

    [Fact]
    public void An_image_with_channels_last_runs_without_moving_anything()
    {
        var b = new OnnxBuilder();
        b.Input("x", null, 8, 8, 3);
        var value = b.Conv(b.Node("Transpose", ["x"], ("perm", new[] { 0, 3, 1, 2 })), 3, 4, 3, ("auto_pad", "SAME_UPPER"), ("strides", new[] { 2, 2 }));
        value = b.Node("Transpose", [value], ("perm", new[] { 0, 2, 3, 1 }));
        value = b.Node("Relu", [b.Node("Add", [value, b.Weights(4)])]);
        var model = Lowered.Read(b, b.Node("MatMul", [b.Node("ReduceMean", [value], ("axes", new[] { 1, 2 }), ("keepdims", 0)), b.Weights(4, 5)]));
        Assert.Equal("Convolution Pool Convolution", model.Layers());
        Lowered.AssertComputes(model);
    }

    [Fact]
    public void Squeeze_and_excitation_multiplies_by_one_value_a_channel()
    {
        var b = TinyModel.Begin();
        var map = b.Conv("x", 3, 8);
        var gate = b.Node("Sigmoid", [b.Conv(b.Node("Relu", [b.Conv(b.Node("GlobalAveragePool", [map]), 8, 2, 1)]), 2, 8, 1)]);
        var model = Lowered.Read(b, b.Classify(b.Node("Mul", [map, gate]), 8));
        Assert.Equal("Convolution Pool Convolution Convolution Binary Pool Convolution", model.Layers());
        Lowered.AssertComputes(model);
    }

    [Fact]
    public void Slices_and_splits_of_channels_gather_and_those_of_rows_and_columns_crop()
    {
        var b = TinyModel.Begin();
        var halves = b.Node("Split", [b.Conv("x", 3, 8)], 2, ("axis", 1));
        var joined = b.Node("Concat", [halves[1], halves[0]], ("axis", 1));
        var odd = b.Node("Slice", [joined, b.Constant([1L], 1), b.Constant([long.MaxValue], 1), b.Constant([1L], 1), b.Constant([2L], 1)]);
        var cropped = b.Node("Slice", [odd, b.Constant([1L, 0], 2), b.Constant([-1L, 4], 2), b.Constant([2L, 3], 2)]);
        var model = Lowered.Read(b, b.Classify(cropped, 4));
        Assert.Equal("Convolution ChannelGather ChannelGather Concat ChannelGather Pad Pad Pool Convolution", model.Layers());
        Lowered.AssertComputes(model);
    }

    [Fact]
    public void Pools_slopes_and_normalization_over_channels_run_as_layers()
    {
        var b = TinyModel.Begin();
        var value = b.Node("PRelu", [b.Conv("x", 3, 8), b.Weights(8, 1, 1)]);
        value = b.Node("LRN", [value], ("size", 5), ("alpha", 0.1f), ("beta", 0.75f), ("bias", 2f));
        value = b.Node("AveragePool", [value], ("kernel_shape", new[] { 3, 3 }), ("strides", new[] { 2, 2 }), ("pads", new[] { 1, 0, 1, 1 }), ("ceil_mode", 1), ("count_include_pad", 1));
        value = b.Node("Sum", [value, b.Node("Clip", [value, b.Constant([-0.1f]), b.Constant([0.1f])]), b.Node("Tanh", [value])]);
        var model = Lowered.Read(b, b.Classify(value, 8));
        Assert.Null(model.Suffix);
        Lowered.AssertComputes(model);
    }
}
