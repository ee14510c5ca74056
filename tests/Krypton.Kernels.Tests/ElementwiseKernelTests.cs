using Krypton.Models.Network;

namespace Krypton.Kernels.Tests;

public class ElementwiseKernelTests
{
    public static TheoryData<int> Channels => [1, 3, 7, 8, 9, 15, 16, 17, 24, 33, 64];

    [Theory]
    [MemberData(nameof(ConvolutionKernelTests.Activations), MemberType = typeof(ConvolutionKernelTests))]
    [Trait("Tier", "every")]
    public void Activations_agree(Activation activation)
    {
        // 511, 512 and 513 lie around the length that is computed at once.
        foreach (var channels in new[] { 1, 3, 8, 17, 511, 512, 513 })
        {
            KernelAssert.Agrees(LayerCase.Same(new ActivationLayer(activation), new(5, 4, channels)));
        }
    }

    [Theory]
    [MemberData(nameof(Channels))]
    public void Scales_shifts_and_slopes_agree(int channels)
    {
        var shape = new MapShape(5, 6, channels);
        KernelAssert.Agrees(LayerCase.Same(new AffineLayer(LayerCase.Values(channels, 1), LayerCase.Values(channels, 2), new(ActivationKind.Relu)), shape));
        KernelAssert.Agrees(LayerCase.Same(new PReluLayer(LayerCase.Values(channels, 1)), shape));
    }

    [Theory]
    [MemberData(nameof(Channels))]
    [Trait("Tier", "every")]
    public void Normalization_over_channels_and_softmax_agree(int channels)
    {
        var shape = new MapShape(5, 6, channels);
        KernelAssert.Agrees(LayerCase.Same(new ResponseNormalizationLayer(5, 0.5f, 0.75f, 2), shape));
        KernelAssert.Agrees(LayerCase.Same(new ResponseNormalizationLayer(4, 1e-4f, 0.5f, 1), shape));
        KernelAssert.Agrees(LayerCase.Same(new SoftmaxLayer(Logarithm: false), shape));
        KernelAssert.Agrees(LayerCase.Same(new SoftmaxLayer(Logarithm: true), shape));
    }

    [Theory]
    [MemberData(nameof(Channels))]
    [Trait("Tier", "every")]
    public void Two_maps_combine_with_every_kind_of_broadcast(int channels)
    {
        var full = new MapShape(5, 6, channels);
        foreach (var kind in new[] { BinaryKind.Add, BinaryKind.Subtract, BinaryKind.Multiply })
        {
            foreach (var other in new MapShape[] { full, new(1, 1, channels), new(5, 6, 1), new(1, 1, 1), new(5, 1, channels), new(1, 6, channels), new(1, 6, 1) })
            {
                var layer = new BinaryLayer(kind, new(ActivationKind.Relu));
                KernelAssert.Agrees(LayerCase.Of(layer, full, full, other));
                KernelAssert.Agrees(LayerCase.Of(layer, full, other, full));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Channels))]
    public void Two_maps_that_are_both_broadcast_combine(int channels) =>
        KernelAssert.Agrees(LayerCase.Of(new BinaryLayer(BinaryKind.Add, Activation.None), new(5, 6, channels), new(5, 1, channels), new(1, 6, 1)));

    [Fact]
    public void A_quotient_agrees_and_its_padding_lanes_stay_finite()
    {
        foreach (var channels in new[] { 1, 7, 17 })
        {
            var shape = new MapShape(3, 4, channels);
            KernelAssert.Agrees(LayerCase.Of(new BinaryLayer(BinaryKind.Divide, Activation.None), shape, shape, shape));
        }
    }
}
