using Krypton.Models.Network;

namespace Krypton.Kernels.Tests;

public class LayoutKernelTests
{
    [Theory]
    [InlineData(new[] { 1, 3, 7 })]
    [InlineData(new[] { 8, 8 })]
    [InlineData(new[] { 9, 15, 16, 17 })]
    [InlineData(new[] { 24, 1 })]
    [InlineData(new[] { 64 })]
    public void Concat_agrees(int[] channels) =>
        KernelAssert.Agrees(LayerCase.Of(new ConcatLayer(), new(5, 6, channels.Sum()), [.. channels.Select(c => new MapShape(5, 6, c))]));

    [Theory]
    [InlineData(8, new[] { 7, 6, 5, 4, 3, 2, 1, 0 })]
    [InlineData(9, new[] { 8 })]
    [InlineData(3, new[] { 2, 2, 2, 1, 1, 0, 0, 0, 1, 2 })]
    [InlineData(33, new[] { 32, 0, 16 })]
    public void Gathers_of_channels_agree(int channels, int[] source) =>
        KernelAssert.Agrees(LayerCase.Of(new ChannelGatherLayer(source), new(5, 6, source.Length), new MapShape(5, 6, channels)));

    [Theory]
    [InlineData(1, 2, 3, 4, 0f)]
    [InlineData(1, 2, 3, 4, -0.5f)]
    [InlineData(-1, -2, 0, -1, 2f)]
    [InlineData(-2, 3, 1, -2, 1f)]
    [InlineData(0, 0, 0, 0, 1f)]
    public void Borders_agree(int top, int left, int bottom, int right, float value)
    {
        foreach (var channels in new[] { 1, 3, 8, 17 })
        {
            var shape = new MapShape(5 + top + bottom, 6 + left + right, channels);
            KernelAssert.Agrees(LayerCase.Of(new PadLayer(top, left, bottom, right, value), shape, new MapShape(5, 6, channels)));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(17)]
    public void Flattening_agrees_in_both_orders(int channels)
    {
        foreach (var channelsFirst in new[] { true, false })
        {
            KernelAssert.Agrees(LayerCase.Of(new FlattenLayer(channelsFirst), new(1, 1, 5 * 3 * channels), new MapShape(5, 3, channels)));
        }
    }
}
