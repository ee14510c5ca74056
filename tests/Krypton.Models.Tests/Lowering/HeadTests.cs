using Krypton.Models.Onnx;

namespace Krypton.Models.Tests.Lowering;

public class HeadTests
{
    [Theory]
    [InlineData("Softmax", 9, null)]
    [InlineData("Softmax", 9, 1)]
    [InlineData("Softmax", 13, null)]
    [InlineData("Softmax", 13, 1)]
    [InlineData("Softmax", 13, -1)]
    [InlineData("LogSoftmax", 9, null)]
    [InlineData("LogSoftmax", 13, -1)]
    public void A_softmax_at_the_end_is_the_head(string op, int opset, int? axis)
    {
        var b = TinyModel.Begin(opset);
        var logits = b.Classify("x", 3);
        var model = Lowered.Read(b, axis is null ? b.Node(op, [logits]) : b.Node(op, [logits], ("axis", axis)));
        Assert.Equal((logits, Head.Softmax, "Pool Convolution"), (model.Logits, model.Head, model.Layers()));
        Lowered.AssertComputes(model);
    }

    [Fact]
    public void A_sigmoid_at_the_end_is_the_head()
    {
        var b = TinyModel.Begin();
        var logits = b.Classify("x", 3);
        var model = Lowered.Read(b, b.Node("Sigmoid", [logits]));
        Assert.Equal((logits, Head.Sigmoid), (model.Logits, model.Head));
        Lowered.AssertComputes(model);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(13)]
    public void A_softmax_over_pixels_channels_in_front_of_a_flatten_is_the_head(int opset)
    {
        // As SqueezeNet ends: global pooling, softmax over the channels, flatten.
        var b = TinyModel.Begin(opset);
        var logits = b.Node("GlobalAveragePool", [b.Conv("x", 3, 5)]);
        var model = Lowered.Read(b, b.Node("Flatten", [b.Node("Softmax", [logits], ("axis", 1))]));
        Assert.Equal((logits, Head.Softmax, "Convolution Pool"), (model.Logits, model.Head, model.Layers()));
        Lowered.AssertComputes(model);
    }

    [Fact]
    public void A_model_that_ends_in_logits_gets_a_softmax()
    {
        var b = TinyModel.Begin();
        var model = Lowered.Read(b, b.Classify("x", 3));
        Assert.Equal((model.Graph.Outputs[0], Head.Softmax, 5), (model.Logits, model.Head, model.Classes));
    }

    [Fact]
    public void One_score_alone_gets_a_sigmoid()
    {
        var b = TinyModel.Begin();
        Assert.Equal(Head.Sigmoid, Lowered.Read(b, b.Classify("x", 3, classes: 1)).Head);
    }

    [Fact]
    public void A_softmax_inside_the_network_is_a_layer()
    {
        var b = TinyModel.Begin();
        var attention = b.Node("Softmax", [b.Conv("x", 3, 4)], ("axis", 1));
        var model = Lowered.Read(b, b.Classify(attention, 4));
        Assert.Equal("Convolution Softmax Pool Convolution", model.Layers());
        Lowered.AssertComputes(model);
    }

    [Fact]
    public void Metadata_is_read()
    {
        var b = TinyModel.Begin();
        var output = b.Classify("x", 3);
        b.Model.MetadataProps.Add(new StringStringEntryProto { Key = "classes", Value = "a,b" });
        Assert.Equal("a,b", Lowered.Read(b, output).Metadata["classes"]);
    }
}
