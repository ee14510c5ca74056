using Krypton.Models.Network;
using Krypton.Models.Onnx;

namespace Krypton.Models.Tests.Import;

public class ImageInputTests
{
    [Fact]
    public void A_model_of_two_inputs_is_refused_and_both_are_named()
    {
        var b = Network([null, 3, 8, 8]);
        b.Input("mask", 1);
        HostileGraphTests.AssertRefused(b.ToBytes(), "2 inputs ('x', 'mask')", "one image input");
    }

    [Fact]
    public void A_model_without_inputs_is_refused()
    {
        var b = new OnnxBuilder();
        HostileGraphTests.AssertRefused(b.End(b.Node("Relu", [b.Weights(1, 5)])), "0 inputs");
    }

    [Theory]
    [InlineData(TensorProto.Types.DataType.Int64)]
    [InlineData(TensorProto.Types.DataType.Uint8)]
    [InlineData(TensorProto.Types.DataType.Double)]
    public void An_input_of_another_type_is_refused(TensorProto.Types.DataType type)
    {
        var b = Network([null, 3, 8, 8]);
        b.Model.Graph.Input[0].Type.TensorType.ElemType = (int)type;
        HostileGraphTests.AssertRefused(b.ToBytes(), "input 'x'", "export the model with a float input");
    }

    [Fact]
    public void An_input_that_is_no_tensor_is_refused()
    {
        var b = Network([null, 3, 8, 8]);
        b.Model.Graph.Input[0].Type = new TypeProto();
        HostileGraphTests.AssertRefused(b.ToBytes(), "input 'x'", "not a tensor");
    }

    [Theory]
    [InlineData(new[] { 1, 192 }, "has 2 dimensions; an image has four")]
    [InlineData(new[] { 4, 3, 8, 8 }, "batch size is fixed at 4; export it with a batch of 1")]
    [InlineData(new[] { 1, 4, 8, 8 }, "neither 1 nor 3 channels")]
    [InlineData(new[] { 1, 3, 0, 8 }, "size = '224x224'")]
    [InlineData(new[] { 1, 3, 8, 100000 }, "larger than 8192 pixels a side")]
    public void An_input_of_another_shape_is_refused_with_a_remedy(int[] shape, string reason) =>
        HostileGraphTests.AssertRefused(Network([.. shape.Select(d => (int?)d)]).ToBytes(), reason);

    [Theory]
    [InlineData(6)]
    [InlineData(99)]
    [InlineData(0)]
    public void An_opset_outside_7_to_21_is_refused(int opset) =>
        HostileGraphTests.AssertRefused(Network([1, 3, 8, 8], opset).ToBytes(), $"opset {opset}", "opsets 7 to 21");

    [Fact]
    public void An_opset_that_only_looks_right_in_its_lower_bits_is_refused()
    {
        var b = Network([1, 3, 8, 8]);
        b.Model.OpsetImport[0].Version = (1L << 32) + 17;
        HostileGraphTests.AssertRefused(b.ToBytes(), "opset 4294967313");
    }

    [Fact]
    public void An_open_size_is_taken_from_the_caller()
    {
        var model = Model.Read(Network([null, 3, null, null]).ToBytes(), "open", (32, 48));
        Assert.Equal(new MapShape(32, 48, 3), model.Input.Shape);
        Assert.False(model.Input.FixedBatch);
    }

    [Fact]
    public void A_size_in_the_file_wins_over_the_callers() =>
        Assert.Equal(new MapShape(8, 8, 3), Model.Read(Network([1, 3, 8, 8]).ToBytes(), "fixed", (32, 48)).Input.Shape);

    [Fact]
    public void A_batch_of_one_is_fixed() => Assert.True(Model.Read(Network([1, 3, 8, 8]).ToBytes(), "fixed").Input.FixedBatch);

    [Fact]
    public void Channels_at_the_end_are_recognised()
    {
        var b = new OnnxBuilder();
        b.Input("x", null, 8, 6, 1);
        var model = Model.Read(b.End(b.Classify(b.Node("Transpose", ["x"], ("perm", new[] { 0, 3, 1, 2 })), 1)), "last");
        Assert.True(model.Input.ChannelsLast);
        Assert.Equal(new MapShape(8, 6, 1), model.Input.Shape);
    }

    [Fact]
    public void A_model_whose_output_is_a_map_is_no_classifier()
    {
        var b = TinyModel.Begin();
        HostileGraphTests.AssertRefused(b.End(b.Conv("x", 3, 4)), "output is a map of 6×6×4", "image classifiers");
    }

    private static OnnxBuilder Network(int?[] shape, int opset = 17)
    {
        var b = new OnnxBuilder(opset);
        b.Input("x", shape);
        b.Output(b.Classify("x", 3));
        return b;
    }
}
