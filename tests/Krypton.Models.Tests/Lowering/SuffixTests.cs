namespace Krypton.Models.Tests.Lowering;

public class SuffixTests
{
    [Fact]
    public void The_network_ends_before_an_operator_that_krypton_does_not_run()
    {
        var b = TinyModel.Begin();
        var map = b.Node("Relu", [b.Conv("x", 3, 4)]);
        var model = Lowered.Read(b, b.Node("Softmax", [b.Classify(b.Node("Softplus", [map]), 4)]));
        Assert.Equal("Convolution", model.Layers());
        Assert.Equal(["Softplus"], model.Suffix!.FirstOperators);
        var cut = Assert.Single(model.Suffix.Inputs);
        Assert.Equal((map, 1), (cut.Name, cut.Node));
        Assert.Null(model.Classes);
        AssertAgrees(model);
    }

    [Fact]
    public void The_suffix_reads_every_map_it_needs()
    {
        var b = TinyModel.Begin();
        var first = b.Conv("x", 3, 4);
        var second = b.Node("Relu", [b.Conv(first, 4, 4, 3, ("pads", new[] { 1, 1, 1, 1 }))]);
        var erf = b.Node("Erf", [second]);
        var model = Lowered.Read(b, b.Classify(b.Node("Add", [b.Node("Softsign", [first]), erf]), 4));
        Assert.Equal(["Erf", "Softsign"], model.Suffix!.FirstOperators.Order());
        Assert.Equal([first, second], model.Suffix.Inputs.Select(i => i.Name).Order());
        AssertAgrees(model);
    }

    [Fact]
    public void The_cut_keeps_the_order_of_dimensions_that_the_suffix_expects()
    {
        var b = TinyModel.Begin();
        var tokens = b.Node("Reshape", [b.Conv("x", 3, 4), b.Constant([0L, 4, 36], 3)]);
        var softplus = b.Node("Softplus", [b.Node("Transpose", [tokens], ("perm", new[] { 0, 2, 1 }))]);
        var model = Lowered.Read(b, b.Node("MatMul", [b.Node("ReduceMean", [softplus], ("axes", new[] { 1 }), ("keepdims", 0)), b.Weights(4, 5)]));
        Assert.NotNull(model.Suffix);
        AssertAgrees(model);
    }

    [Fact]
    public void A_batch_normalization_in_training_mode_is_left_to_the_suffix()
    {
        var b = TinyModel.Begin();
        var normal = b.Node("BatchNormalization", ["x", b.Weights(3), b.Weights(3), b.Weights(3), b.Constant([1f, 2, 3], 3)], ("training_mode", 1));
        var model = Lowered.Read(b, b.Classify(normal, 3));
        Assert.Equal(["BatchNormalization"], model.Suffix!.FirstOperators);
    }

    [Fact]
    public void A_model_of_unknown_operators_alone_is_all_suffix()
    {
        var b = TinyModel.Begin();
        var model = Lowered.Read(b, b.Classify(b.Node("Softplus", ["x"]), 3));
        Assert.Equal("", model.Layers());
        Assert.Equal(("x", 0), (model.Suffix!.Inputs[0].Name, model.Suffix.Inputs[0].Node));
        AssertAgrees(model);
    }

    [Fact]
    public void A_subgraph_that_captures_a_map_makes_the_map_an_input_of_the_suffix()
    {
        var b = TinyModel.Begin();
        var map = b.Conv("x", 3, 4);
        var condition = b.Node("Less", [b.Node("ReduceMax", ["x"], ("keepdims", 0)), b.Constant([0f])]);
        var chosen = b.Node("If", [condition]);
        foreach (var (name, op) in new[] { ("then_branch", "Relu"), ("else_branch", "Softplus") })
        {
            var body = new Onnx.GraphProto { Name = name };
            body.Node.Add(new Onnx.NodeProto { OpType = op, Input = { map }, Output = { name } });
            body.Output.Add(new Onnx.ValueInfoProto { Name = name });
            b.Model.Graph.Node[^1].Attribute.Add(new Onnx.AttributeProto { Name = name, G = body, Type = Onnx.AttributeProto.Types.AttributeType.Graph });
        }

        var model = Lowered.Read(b, b.Classify(chosen, 4));
        Assert.Equal(["x", map], model.Suffix!.Inputs.Select(i => i.Name).Order().Reverse());
        AssertAgrees(model);
    }

    private static void AssertAgrees(Model model)
    {
        var image = Lowered.Image(model);
        var whole = Lowered.RunOnnx(model.NaiveOnnx, (model.Input.Name, image));
        Assert.Null(Tolerance.Kernel.Difference(Lowered.RunSuffix(model, image), whole));
    }
}
