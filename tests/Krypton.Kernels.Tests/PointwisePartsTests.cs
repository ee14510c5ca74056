using Krypton.Models.Network;

namespace Krypton.Kernels.Tests;

public class PointwisePartsTests
{
    private static readonly Activation Relu = new(ActivationKind.Relu);

    /// <summary>Thin parts and thick ones, which are read in place, in every order; the last ones are deeper than a chunk.</summary>
    public static TheoryData<string> Parts =>
    [
        "1 3", "3 7 8 9 33", "33 1 9 8 3", "64 3 1 72 7", "7 130", "130 7", "64 64", "300 5 300", "5 300 40", string.Join(' ', Enumerable.Repeat(9, 40)),
    ];

    [Theory]
    [MemberData(nameof(Parts))]
    [Trait("Tier", "every")]
    public void Parts_agree_plain_and_scaled_and_shifted(string channels)
    {
        int[] parts = [.. channels.Split(' ').Select(int.Parse)];
        foreach (Activation? prologue in new Activation?[] { null, Activation.None, Relu })
        {
            KernelAssert.Agrees(LayerCase.Parts(new(9, 7, 0), parts, 33, prologue: prologue), 5e-4f);
            KernelAssert.Agrees(LayerCase.Parts(new(9, 7, 0), parts, 16, 1, Relu, prologue, residual: true), 5e-4f);
            KernelAssert.Agrees(LayerCase.Parts(new(9, 7, 0), parts, 7, stride: 2, prologue: prologue), 5e-4f);
        }
    }

    [Theory]
    [MemberData(nameof(ConvolutionKernelTests.Activations), MemberType = typeof(ConvolutionKernelTests))]
    public void Every_activation_agrees_before_and_behind_the_products(Activation activation)
    {
        KernelAssert.Agrees(LayerCase.Parts(new(7, 6, 0), [9, 3, 16], 17, 1, activation, activation));
        KernelAssert.Agrees(LayerCase.Parts(new(7, 6, 0), [3, 70, 8], 9, 1, activation, residual: true));
    }

    [Fact]
    public void Boxes_as_wide_as_the_map_are_gathered_many_rows_at_a_time()
    {
        var layer = LayerCase.Parts(new(30, 3, 0), [8, 3, 24], 40, prologue: Relu, residual: true);
        for (var seed = 1; seed < 6; seed++)
        {
            using var device = new CpuDevice(3);
            using var scene = new Scene(layer, engine: seed % 2 == 0, seed: seed);
            scene.AssertAgrees(device, KernelAssert.Sums);
        }
    }
}
