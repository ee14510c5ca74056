using Krypton.Models.Network;
using Krypton.Planning.Cost;

namespace Krypton.Planning.Tests;

public class KernelWorkTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 36)]
    [InlineData(5, 81)]
    [InlineData(7, 121)]
    [InlineData(8, 144)]
    public void Boxes_on_tiles_cost_their_length_and_two_more_for_every_four_along_an_axis(int side, int products)
    {
        var work = Work(LayerExamples.Convolution(new(3, 1, 1, 1), new(3, 1, 1, 1), 32), new(side, side, 16), new(side, side, 32));

        // A single pixel is computed as the direct sum it is.
        Assert.Equal(side == 1 ? LayerFamily.Direct : LayerFamily.Winograd, work.Family);
        var (expected, waste) = side == 1 ? (9, 9 * 2.5) : (products, 36 * 2.5);
        Assert.Equal(2 * 16 * 32 * (expected + waste), work.Flops);
    }

    [Theory]
    [InlineData(10, 16)]
    [InlineData(16, 16)]
    [InlineData(17, 32)]
    [InlineData(32, 32)]
    [InlineData(33, 48)]
    [InlineData(50, 64)]
    public void Outputs_are_padded_to_panels(int outputs, int padded)
    {
        var work = Work(LayerExamples.Convolution(new(1), new(1), outputs), new(12, 12, 16), new(12, 12, outputs));
        Assert.Equal(2 * 16 * padded * (144 + 2.5), work.Flops);
        Assert.Equal(padded * 16 * sizeof(float), work.WeightBytes);
    }

    [Fact]
    public void Sums_along_a_line_take_six_products_for_three_outputs_of_seven_taps_in_two_groups()
    {
        var work = Work(LayerExamples.Convolution(new(1), new(7, 1, 3, 3), 32, 32), new(6, 6, 32), new(6, 6, 32));
        Assert.Equal(LayerFamily.WinogradLine, work.Family);
        Assert.Equal(2 * 2 * 32 * 32 * 6 * (12 + 2.5), work.Flops);
    }

    [Fact]
    public void A_dense_layer_is_updated_from_few_changes_and_computed_whole_from_many()
    {
        var network = LayerExamples.Small(64);
        var few = Dense(network, patch: 1, side: 4);
        var many = Dense(network, patch: 10, side: 3);
        Assert.True(few.Flops / 16 < many.Flops / 9 / 4);
        Assert.Equal(2.0 * 12 * 12 * 64 * 16 * (9 + 2.5), many.Flops);
    }

    [Fact]
    public void An_exponential_fused_into_a_convolution_is_work_of_its_own()
    {
        var network = LayerExamples.Of(LayerExamples.Convolution(new(1), new(1), 32, activation: ActivationKind.Silu), new(12, 12, 32));
        var parts = KernelWork.Of(network, network.Nodes[1], i => BoxSizes.Whole(network.Nodes[i].Shape), 1, 1).ToList();
        Assert.Equal([LayerFamily.Pointwise, LayerFamily.Transcendental], parts.Select(p => p.Family));
        Assert.Equal(144 * 32, parts[1].Flops);
    }

    /// <summary>A layer over its whole map by one thread.</summary>
    private static LayerWork Work(Layer layer, MapShape input, MapShape output)
    {
        var network = LayerExamples.Of(layer, output, input);
        return KernelWork.Of(network, network.Nodes[1], i => BoxSizes.Whole(network.Nodes[i].Shape), 1, 1).Single();
    }

    private static LayerWork Dense(NetworkGraph network, int patch, int side)
    {
        var boxes = Grids.Boxes(network, patch, side);
        return KernelWork.Of(network, network.Nodes[3], boxes.Sizes, 1, 1).Single();
    }
}
