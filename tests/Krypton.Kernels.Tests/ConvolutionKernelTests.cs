using Krypton.Models.Network;

namespace Krypton.Kernels.Tests;

public class ConvolutionKernelTests
{
    private static readonly int[] Channels = [1, 3, 7, 8, 9, 15, 16, 17, 24, 33, 64];

    public static TheoryData<int, int> ChannelPairs =>
        [.. from i in Channels from o in Channels where (Array.IndexOf(Channels, i) + (2 * Array.IndexOf(Channels, o))) % 3 == 0 select (i, o)];

    public static TheoryData<Activation> Activations =>
    [
        new Activation(ActivationKind.Relu), new Activation(ActivationKind.LeakyRelu, 0.1f), new Activation(ActivationKind.Clip, -0.5f, 0.75f), new Activation(ActivationKind.Sigmoid),
        new Activation(ActivationKind.HardSigmoid, 0.2f, 0.5f), new Activation(ActivationKind.HardSwish), new Activation(ActivationKind.Silu), new Activation(ActivationKind.Tanh), new Activation(ActivationKind.Elu, 1.5f),
    ];

    [Theory]
    [MemberData(nameof(ChannelPairs))]
    [Trait("Tier", "every")]
    public void Pointwise_and_small_kernels_agree_at_odd_channels(int inputs, int outputs)
    {
        KernelAssert.Agrees(LayerCase.Conv(new(7, 9, inputs), outputs, new(1), new(1)));
        KernelAssert.Agrees(LayerCase.Conv(new(7, 9, inputs), outputs, new(3, 1, 1, 1), new(3, 1, 1, 1)), KernelAssert.Winograd);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    public void Every_kernel_size_agrees_with_strides_dilation_and_uneven_pads(int kernel)
    {
        for (var stride = 1; stride <= 3; stride++)
        {
            var rows = new AxisWindow(kernel, stride, kernel / 2, (kernel - 1) / 2);
            KernelAssert.Agrees(LayerCase.Conv(new(11, 13, 3), 9, rows, new(kernel, stride, 0, kernel - 1)));
            KernelAssert.Agrees(LayerCase.Conv(new(14, 15, 9), 8, new(kernel, stride, 1, 2, 2), new(kernel, 1, 3, 1, 2)));
        }
    }

    [Fact]
    public void Kernels_longer_than_wide_agree()
    {
        KernelAssert.Agrees(LayerCase.Conv(new(9, 8, 8), 16, new(1), new(3, 1, 1, 1)));
        KernelAssert.Agrees(LayerCase.Conv(new(9, 8, 16), 17, new(7, 2, 3, 3), new(1, 2)));
    }

    [Theory]
    [InlineData(3, 5, 1)]
    [InlineData(16, 24, 1)]
    [InlineData(33, 17, 2)]
    [InlineData(72, 40, 2)]
    public void A_scaled_and_shifted_input_is_made_on_the_way_into_a_pointwise_kernel(int inputs, int outputs, int stride)
    {
        foreach (var activation in new[] { Activation.None, new Activation(ActivationKind.Relu), new Activation(ActivationKind.Sigmoid) })
        {
            var plain = LayerCase.Conv(new(9, 7, inputs), outputs, new(1, stride), new(1, stride), residual: stride == 1);
            var affine = new AffineLayer(LayerCase.Values(inputs, 8), LayerCase.Values(inputs, 9), activation);
            KernelAssert.Agrees(plain with { Node = plain.Node with { Layer = (ConvolutionLayer)plain.Node.Layer with { Input = affine } } });
        }
    }

    [Theory]
    [InlineData(3, 32, 32)]
    [InlineData(3, 40, 33)]
    [InlineData(5, 33, 48)]
    [InlineData(7, 48, 40)]
    [InlineData(7, 64, 65)]
    [Trait("Tier", "every")]
    public void Kernels_along_one_axis_agree(int length, int inputs, int outputs)
    {
        foreach (var (before, after) in new[] { (length / 2, length / 2), (0, 0), (length - 1, 1) })
        {
            var along = new AxisWindow(length, 1, before, after);
            var across = LayerCase.Conv(new(5, 14, inputs), outputs, new(1), along);
            Assert.Equal("winograd line", KernelAssert.NameOf(across));
            KernelAssert.Agrees(across, KernelAssert.Winograd);
            KernelAssert.Agrees(LayerCase.Conv(new(13, 6, inputs), outputs, along, new(1)), KernelAssert.Winograd);
        }
    }

    [Theory]
    [InlineData(2, 4, 6)]
    [InlineData(3, 9, 3)]
    [InlineData(4, 64, 32)]
    [InlineData(3, 33, 51)]
    [InlineData(7, 7, 7)]
    [InlineData(9, 9, 18)]
    [InlineData(2, 64, 64)]
    public void Groups_agree(int groups, int inputs, int outputs)
    {
        KernelAssert.Agrees(LayerCase.Conv(new(6, 7, inputs), outputs, new(3, 1, 1, 1), new(3, 1, 1, 1), groups));
        KernelAssert.Agrees(LayerCase.Conv(new(6, 7, inputs), outputs, new(1, 2), new(1, 2), groups, new(ActivationKind.Relu)));
    }

    [Theory]
    [InlineData(8)]
    [InlineData(16)]
    [InlineData(24)]
    [InlineData(64)]
    [Trait("Tier", "every")]
    public void Depthwise_kernels_agree(int channels)
    {
        var shape = new MapShape(11, 13, channels);
        Assert.Equal("depthwise", KernelAssert.NameOf(LayerCase.Conv(shape, channels, new(3, 1, 1, 1), new(3, 1, 1, 1), channels)));
        for (var kernel = 1; kernel <= 7; kernel += 2)
        {
            for (var stride = 1; stride <= 2; stride++)
            {
                var window = new AxisWindow(kernel, stride, kernel / 2, kernel / 2);
                KernelAssert.Agrees(LayerCase.Conv(shape, channels, window, window with { PadAfter = 0 }, channels, new(ActivationKind.Clip, 0, 6)));
            }
        }

        KernelAssert.Agrees(LayerCase.Conv(shape, channels, new(3, 1, 2, 2, 2), new(3, 2, 2, 1, 2), channels, new(ActivationKind.Silu)));
    }

    [Theory]
    [MemberData(nameof(Activations))]
    [Trait("Tier", "every")]
    public void Every_activation_is_fused_with_and_without_a_residual(Activation activation)
    {
        AxisWindow same = new(3, 1, 1, 1);
        foreach (var residual in new[] { false, true })
        {
            KernelAssert.Agrees(LayerCase.Conv(new(7, 6, 9), 17, new(1), new(1), 1, activation, residual));
            KernelAssert.Agrees(LayerCase.Conv(new(7, 6, 3), 7, same, same, 1, activation, residual));
            KernelAssert.Agrees(LayerCase.Conv(new(7, 6, 12), 6, same, same, 3, activation, residual));
            KernelAssert.Agrees(LayerCase.Conv(new(7, 6, 8), 8, same, same, 8, activation, residual));
            KernelAssert.Agrees(LayerCase.Conv(new(7, 6, 17), 24, same, same, 1, activation, residual), KernelAssert.Winograd);
            KernelAssert.Agrees(LayerCase.Conv(new(7, 6, 33), 40, new(7, 1, 3, 3), new(1), 1, activation, residual), KernelAssert.Winograd);
        }
    }

    [Theory]
    [InlineData(16, 16)]
    [InlineData(17, 33)]
    [InlineData(24, 64)]
    [InlineData(64, 17)]
    [InlineData(300, 16)]
    [Trait("Tier", "every")]
    public void Winograd_agrees_at_maps_that_its_tiles_do_not_divide(int inputs, int outputs)
    {
        foreach (var (height, width) in new[] { (8, 8), (13, 7), (4, 17) })
        {
            foreach (var pad in new[] { 0, 2 })
            {
                var layer = LayerCase.Conv(new(height, width, inputs), outputs, new(3, 1, pad, pad), new(3, 1, pad, 0));
                KernelAssert.Agrees(layer, KernelAssert.Winograd);
            }
        }
    }

    [Fact]
    public void Winograd_runs_boxes_of_any_shape_and_the_direct_product_single_pixels()
    {
        var layer = LayerCase.Conv(new(16, 16, 16), 16, new(3, 1, 1, 1), new(3, 1, 1, 1));
        using var device = new CpuDevice(1);
        using var kernel = device.Compile(layer.Node, layer.Inputs);
        using var whole = new Scene(layer, whole: true);
        whole.Run(kernel);
        Assert.Equal("winograd", kernel.Name);

        // A row of tiles still needs half of the direct products; a single pixel needs all nine, and transforms on top.
        Assert.Equal("winograd", KernelAssert.NameOf(LayerCase.Conv(new(1, 16, 16), 16, new(3, 1, 1, 1), new(3, 1, 1, 1))));
        Assert.Equal("indirect", KernelAssert.NameOf(LayerCase.Conv(new(1, 1, 16), 16, new(3, 1, 1, 1), new(3, 1, 1, 1))));
    }

    [Fact]
    public void Deep_sums_agree()
    {
        KernelAssert.Agrees(LayerCase.Conv(new(3, 4, 1030), 19, new(1), new(1)), 5e-4f);
        KernelAssert.Agrees(LayerCase.Conv(new(5, 6, 260), 19, new(3, 2, 1, 1), new(3, 2, 1, 1), 1, new(ActivationKind.Relu), residual: true), 5e-4f);
    }
}
