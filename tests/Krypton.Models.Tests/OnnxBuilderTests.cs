using Krypton.Models.Onnx;

namespace Krypton.Models.Tests;

public class OnnxBuilderTests
{
    [Fact]
    public void What_is_built_is_read_back()
    {
        var b = new OnnxBuilder(13, "built");
        var x = b.Input("x", null, 3, 4, 5);
        var tensor = new TensorProto { DataType = (int)TensorProto.Types.DataType.Float, Dims = { 1 }, FloatData = { 7 } };
        var weights = b.Constant([1f, -2f, 3.5f, 4f], 2, 2);
        var axes = b.Constant([5L, long.MinValue], 2);
        var outputs = b.Node("Thing", [x, weights, axes], 2,
            ("int", 3), ("long", 1L << 40), ("float", 0.5f), ("text", "naïve"), ("ints", new[] { 1, -2 }), ("longs", new[] { 1L << 40 }), ("floats", new[] { 1f, 2f }), ("tensor", tensor));
        b.Output(outputs[1], null, 5);

        var graph = OnnxReader.Read(b.ToBytes(), "built");
        var node = Assert.Single(graph.Nodes);
        Assert.Equal(13, graph.Opset);
        Assert.Equal(("Thing", 13), (node.Op, node.Opset));
        Assert.Equal([x, weights, axes], node.Inputs);
        Assert.Equal(outputs, node.Outputs);
        Assert.Equal((3L, 1L << 40, 0.5f, "naïve"), (node.Int("int", 0), node.Int("long", 0), node.Float("float", 0), node.Text("text", "")));
        Assert.Equal([1, -2], node.Ints("ints")!);
        Assert.Equal([1L << 40], node.Ints("longs")!);
        Assert.Equal([1f, 2f], node.Floats("floats")!);
        Assert.Equal([7f], node.TensorValue("tensor")!.Floats);
        Assert.Equal([1f, -2f, 3.5f, 4f], graph.Initializers[weights].Floats);
        Assert.Equal([2, 2], graph.Initializers[weights].Shape);
        Assert.Equal([5L, long.MinValue], graph.Initializers[axes].Integers);
        Assert.Equal(["x"], graph.Inputs.Select(i => i.Name));
        Assert.Equal([outputs[1]], graph.Outputs);
        var shape = graph.Inputs[0].Type.TensorType.Shape;
        Assert.Equal([false, true, true, true], shape.Dim.Select(d => d.HasDimValue));
        Assert.Equal([3L, 4, 5], shape.Dim.Skip(1).Select(d => d.DimValue));
    }

    [Fact]
    public void An_attribute_of_a_type_that_onnx_lacks_is_refused() =>
        Assert.Contains("'when'", Assert.Throws<ArgumentException>(() => new OnnxBuilder().Node("Relu", ["x"], ("when", DateTime.MinValue))).Message);
}
