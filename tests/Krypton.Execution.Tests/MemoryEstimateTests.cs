using Krypton.Execution.Incremental;
using Krypton.Kernels;
using Krypton.Models;
using Krypton.Models.Onnx;
using Krypton.Planning.Logical;
using Krypton.Planning.Physical;

namespace Krypton.Execution.Tests;

public sealed class MemoryEstimateTests
{
    [Theory]
    [InlineData(3, 3)]
    [InlineData(1, 3)]
    [InlineData(5, 1)]
    [InlineData(1, 7)]
    [InlineData(1, 9)]
    [InlineData(5, 5)]
    public void Prepared_weights_and_base_activations_stay_within_the_estimate(int height, int width)
    {
        const int Channels = 40;
        var builder = new OnnxBuilder();
        var stem = builder.Node("Conv", [builder.Input("x", null, 3, 20, 20), builder.Constant(new float[Channels * 3], Channels, 3, 1, 1)]);
        var middle = builder.Node("Conv", [stem, builder.Constant(new float[Channels * Channels * height * width], Channels, Channels, height, width)]);
        builder.Output(builder.Node("Flatten", [builder.Node("GlobalAveragePool", [middle])]), null, Channels);
        var model = Model.Read(builder.ToBytes(), "line");
        using var device = new CpuDevice(1);
        using var network = new CompiledNetwork(model.Network, device);
        using var activations = new BaseActivations(network, [new float[3 * 20 * 20]], TestContext.Current.CancellationToken);
        var axis = new PositionAxis(0, 4, 4);
        var estimate = MemoryEstimate.Of(model.Network, [new BoxTable(model.Network, new PatchGrid(4, 4, 4, 4, axis, axis))], 1);
        Assert.InRange(network.WeightBytes, 1, estimate.Weights);
        Assert.InRange(activations.Bytes, 1, estimate.Activations);
    }
}
