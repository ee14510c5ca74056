using Google.Protobuf;
using Krypton.Models.Onnx;

namespace Krypton.Models.Tests.Import;

public class HostileGraphTests
{
    [Fact]
    public void A_circle_of_nodes_is_refused()
    {
        var b = TinyModel.Begin();
        var first = b.Node("Add", ["x", "later"]);
        b.Model.Graph.Node.Add(new NodeProto { OpType = "Relu", Input = { first }, Output = { "later" } });
        AssertRefused(b.End("later"), "runs in a circle", "Add");
    }

    [Fact]
    public void A_value_made_twice_is_refused()
    {
        var b = TinyModel.Begin();
        var relu = b.Node("Relu", ["x"]);
        b.Model.Graph.Node.Add(new NodeProto { OpType = "Tanh", Name = "second", Input = { "x" }, Output = { relu } });
        AssertRefused(b.End(relu), "made twice", "Tanh 'second'");
    }

    [Fact]
    public void A_value_that_nothing_makes_is_refused()
    {
        var b = TinyModel.Begin();
        AssertRefused(b.End(b.Node("Relu", ["y"])), "Relu", "reads 'y', which nothing makes");
    }

    [Fact]
    public void An_output_that_nothing_makes_is_refused() =>
        AssertRefused(TinyModel.Begin().End("nothing"), "'nothing'", "does not depend on the image");

    [Fact]
    public void A_graph_without_outputs_is_refused() => AssertRefused(TinyModel.Begin().ToBytes(), "no output");

    [Fact]
    public void A_softmax_of_nothing_is_refused()
    {
        var b = TinyModel.Begin();
        AssertRefused(b.End(b.Node("Softmax", [])), "Softmax");
    }

    [Fact]
    public void An_initializer_that_exists_twice_is_refused()
    {
        var b = TinyModel.Begin();
        var weights = b.Weights(3);
        b.Model.Graph.Initializer.Add(b.Model.Graph.Initializer[0].Clone());
        AssertRefused(b.End(b.Node("Add", ["x", weights])), $"'{weights}' exists twice");
    }

    [Theory]
    [InlineData(-3L, "impossible dimension")]
    [InlineData(1L << 40, "impossible dimension")]
    [InlineData(1L << 28, "promises")]
    [InlineData(1L << 30, "more than")]
    public void An_initializer_of_absurd_size_is_refused_before_memory_is_taken(long dim, string reason)
    {
        var b = TinyModel.Begin();
        b.Model.Graph.Initializer.Add(new TensorProto { Name = "w", DataType = 1, Dims = { dim }, RawData = ByteString.CopyFrom(1, 2, 3, 4) });
        var before = GC.GetAllocatedBytesForCurrentThread();
        AssertRefused(b.End(b.Node("Add", ["x", "w"])), reason);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 22);
    }

    [Theory]
    [InlineData(8, "String")]
    [InlineData(14, "14")]
    [InlineData(17, "17")]
    public void An_initializer_of_a_type_that_is_not_read_is_refused(int type, string name)
    {
        var b = TinyModel.Begin();
        b.Model.Graph.Initializer.Add(new TensorProto { Name = "w", DataType = type, Dims = { 1 } });
        AssertRefused(b.End(b.Node("Add", ["x", "w"])), "tensor 'w'", $"element type {name}, which Krypton does not read");
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("weights.bin")]
    public void External_data_is_never_followed(string location)
    {
        var b = TinyModel.Begin();
        var tensor = new TensorProto { Name = "w", DataType = 1, Dims = { 4 }, DataLocation = TensorProto.Types.DataLocation.External };
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = location });
        b.Model.Graph.Initializer.Add(tensor);
        AssertRefused(b.End(b.Node("Add", ["x", "w"])), "tensor 'w'", "another file", "save the model with its weights inside");
    }

    [Theory]
    [InlineData(1L << 40)]
    [InlineData(-1L)]
    [InlineData((1L << 29) + 1)]
    public void A_constant_of_absurd_shape_is_refused_by_its_node(long dim)
    {
        var b = TinyModel.Begin();
        var filled = b.Node("ConstantOfShape", [b.Constant([dim], 1)]);
        AssertRefused(b.End(b.Node("Add", ["x", filled])), "ConstantOfShape");
    }

    [Fact]
    public void Constants_that_unfold_without_end_are_refused()
    {
        // Each of them alone is allowed; the doubling chain reaches the budget.
        var b = TinyModel.Begin();
        var value = b.Node("ConstantOfShape", [b.Constant([1L << 24], 1)]);
        for (var i = 0; i < 64; i++)
        {
            value = b.Node("Identity", [value]);
        }

        AssertRefused(b.End(b.Node("Add", ["x", value])), "unfold to more than");
    }

    [Fact]
    public void Pads_that_make_a_map_of_billions_of_elements_are_refused()
    {
        var b = TinyModel.Begin();
        var wide = b.Conv("x", 3, 4, 3, ("pads", new[] { 1 << 20, 1 << 20, 1 << 20, 1 << 20 }));
        AssertRefused(b.End(b.Classify(wide, 4)), "Conv", "more than");
        b = TinyModel.Begin();
        var padded = b.Node("Pad", ["x", b.Constant([0L, 0, int.MaxValue, 0, 0, 0, int.MaxValue, 0], 8)]);
        AssertRefused(b.End(b.Classify(padded, 3)), "Pad", "contradict");
    }

    internal static void AssertRefused(byte[] bytes, params string[] words)
    {
        var error = Assert.Throws<ModelException>(() => Model.Read(bytes, "hostile"));
        Assert.All(words.Append("model 'hostile'"), word => Assert.Contains(word, error.Message));
    }
}
