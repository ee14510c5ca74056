using Krypton.Execution.Runtime;
using Krypton.Models.Onnx;

namespace Krypton.Execution.Tests;

public sealed class RuntimeSessionTests
{
    [Fact]
    public void Padding_by_zeros_before_a_max_pool_stays_zeros()
    {
        var builder = new OnnxBuilder(13);
        var padded = builder.Node("Pad", [builder.Input("x", 1, 1, 4, 4), builder.Constant([0L, 0, 1, 1, 0, 0, 1, 1], 8)]);
        builder.Output(builder.Node("MaxPool", [padded], ("kernel_shape", new[] { 2, 2 }), ("strides", new[] { 2, 2 })), 1, 1, 3, 3);
        using var session = new RuntimeSession(builder.ToBytes(), 1);
        var (values, _) = session.Run([("x", [.. Enumerable.Repeat(-1f, 16)], [1, 1, 4, 4])]);
        Assert.Equal([0, 0, 0, 0, -1, 0, 0, 0, 0], values);
    }
}
