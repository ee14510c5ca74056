using Krypton.Models.Network;

namespace Krypton.Kernels.Tests;

public class PoolKernelTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(33)]
    [Trait("Tier", "every")]
    public void Pools_agree_at_odd_channels_windows_and_pads(int channels)
    {
        var shape = new MapShape(9, 11, channels);
        foreach (var kind in new[] { PoolKind.Max, PoolKind.Average })
        {
            foreach (var countPadding in new[] { false, true })
            {
                foreach (var ceil in new[] { false, true })
                {
                    KernelAssert.Agrees(LayerCase.Pool(kind, shape, new(2, 2), new(3, 2), countPadding, ceil));
                    KernelAssert.Agrees(LayerCase.Pool(kind, shape, new(3, 2, 1, 1), new(3, 2, 0, 2), countPadding, ceil));
                    KernelAssert.Agrees(LayerCase.Pool(kind, shape, new(5, 1, 2, 2), new(5, 3, 2, 2), countPadding, ceil));
                    KernelAssert.Agrees(LayerCase.Pool(kind, shape, new(2, 3, 1, 1, 2), new(3, 1, 2, 0, 2), countPadding, ceil));
                }
            }
        }
    }

    [Theory]
    [InlineData(ActivationKind.Relu)]
    [InlineData(ActivationKind.Silu)]
    public void Bias_and_activation_come_last(ActivationKind activation)
    {
        foreach (var channels in new[] { 3, 17, 40 })
        {
            var pool = LayerCase.Pool(PoolKind.Average, new(7, 9, channels), new(3, 1, 1, 1), new(3, 1, 1, 1), countPadding: true);
            var layer = (PoolLayer)pool.Node.Layer with { Bias = LayerCase.Values(channels, 5), Activation = new(activation) };
            KernelAssert.Agrees(pool with { Node = pool.Node with { Layer = layer } });

            // A window as large as the map is no special case then.
            var whole = LayerCase.Pool(PoolKind.Average, new(5, 4, channels), new(5), new(4));
            KernelAssert.Agrees(whole with { Node = whole.Node with { Layer = (PoolLayer)whole.Node.Layer with { Bias = layer.Bias, Activation = layer.Activation } } });
        }
    }

    [Fact]
    public void A_global_maximum_agrees() => KernelAssert.Agrees(LayerCase.Pool(PoolKind.Max, new(6, 5, 17), new(6), new(5)));
}
