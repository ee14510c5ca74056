using Krypton.Models.Network;

namespace Krypton.Kernels.Tests;

public class DenseKernelTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 9)]
    [InlineData(8, 33)]
    [InlineData(17, 130)]
    [InlineData(64, 10)]
    [InlineData(300, 16)]
    [Trait("Tier", "every")]
    public void A_dense_layer_over_a_map_agrees_from_differences_and_in_full(int channels, int outputs)
    {
        var layer = LayerCase.Conv(new(5, 7, channels), outputs, new(5), new(7));
        Assert.Equal("dense", KernelAssert.NameOf(layer));
        KernelAssert.Agrees(layer, 5e-4f);
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(9, 9)]
    [InlineData(24, 1000)]
    [InlineData(513, 17)]
    public void A_dense_layer_over_one_pixel_agrees(int channels, int outputs) =>
        KernelAssert.Agrees(LayerCase.Conv(new(1, 1, channels), outputs, new(1), new(1), 1, new(ActivationKind.Relu)), 2e-4f);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(33)]
    [Trait("Tier", "every")]
    public void The_global_average_agrees_from_differences_and_in_full(int channels)
    {
        var layer = LayerCase.Pool(PoolKind.Average, new(7, 5, channels), new(7), new(5));
        Assert.Equal("global average", KernelAssert.NameOf(layer));
        KernelAssert.Agrees(layer, threads: 3);
    }
}
