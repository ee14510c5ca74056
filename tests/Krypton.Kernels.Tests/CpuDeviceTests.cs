using Krypton.Models.Network;

namespace Krypton.Kernels.Tests;

public class CpuDeviceTests
{
    [Fact]
    public void The_input_has_no_kernel()
    {
        using var device = new CpuDevice(1);
        var error = Assert.Throws<InvalidOperationException>(() => device.Compile(new NetworkNode(0, new InputLayer(), [], new(2, 2, 3), "input"), []));
        Assert.Contains("InputLayer", error.Message);
    }

    [Theory]
    [InlineData(3, 1, 3, 24, "indirect")]
    [InlineData(1, 1, 24, 8, "pointwise")]
    [InlineData(3, 3, 24, 24, "grouped")]
    [InlineData(3, 24, 24, 24, "depthwise")]
    [InlineData(3, 1, 16, 16, "winograd")]
    [InlineData(3, 1, 15, 16, "indirect")]
    public void Each_convolution_gets_the_kernel_made_for_it(int kernel, int groups, int inputs, int outputs, string name)
    {
        var layer = LayerCase.Conv(new(16, 16, inputs), outputs, new(kernel, 1, kernel / 2, kernel / 2), new(kernel, 1, kernel / 2, kernel / 2), groups);
        using var device = new CpuDevice(1);
        using var scene = new Scene(layer, whole: true);
        using var compiled = scene.Compile(device);
        scene.Run(compiled);
        Assert.Equal(name, compiled.Name);
        Assert.True(compiled.WeightBytes >= ((ConvolutionLayer)layer.Node.Layer).Weights.Length * sizeof(float));
    }

    [Fact]
    public void A_disposed_kernel_gives_its_weights_back()
    {
        var layer = LayerCase.Conv(new(8, 8, 512), 512, new(3, 1, 1, 1), new(3, 1, 1, 1));
        using var scene = new Scene(layer, whole: true);
        using var device = new CpuDevice(1);
        using var kernel = scene.Compile(device);
        scene.Run(kernel);
        var held = kernel.WeightBytes;
        kernel.Dispose();
        Assert.True(held > 0);
        Assert.Equal(0, kernel.WeightBytes);
    }
}
