using Krypton.Models.Network;

namespace Krypton.Models.Tests.Network;

public class RectanglesTests
{
    [Theory]
    [InlineData(1, 2, 9)]
    [InlineData(2, 1, 9)]
    public void What_changes_any_part_changes_the_convolution_and_the_residual_counts_behind_its_stride(int stride, int first, int last)
    {
        var window = new AxisWindow(1, stride);
        var layer = new ConvolutionLayer(new float[3 * 9], new float[3], window, window, 1, Activation.None) { Parts = 3 };
        MapShape[] parts = [new(12, 12, 4), new(12, 12, 3), new(12, 12, 2)];
        var output = new MapShape(12 / stride, 12 / stride, 3);
        Interval[] changed = [new(4, 6), Interval.Empty, new(2, 5)];
        var plain = new NetworkNode(3, layer, [0, 1, 2], output, "parts");
        Assert.Equal(new Interval(2 / stride, 6 / stride), Rectangles.Changed(plain, changed, parts, columns: false));
        Assert.Equal(2.0 * 9 * 3, Flops.PerPixel(plain, parts));
        var added = plain with { Inputs = [0, 1, 2, 3] };
        Interval[] withResidual = [.. changed, new(first, last)];
        Assert.Equal(new Interval(Math.Min(2 / stride, first), last), Rectangles.Changed(added, withResidual, [.. parts, output], columns: true));
        Assert.Equal(2.0 * 9 * 3, Flops.PerPixel(added, [.. parts, output]));
    }
}
