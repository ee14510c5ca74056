namespace Krypton.Models.Network;

/// <summary>Floating-point operations, a multiplication and an addition counted as two.</summary>
public static class Flops
{
    /// <summary>Operations for one output pixel (all its channels).</summary>
    /// <param name="node">The node.</param>
    /// <param name="inputs">The shapes of its inputs.</param>
    public static double PerPixel(NetworkNode node, ReadOnlySpan<MapShape> inputs) => node.Layer switch
    {
        ConvolutionLayer c => 2.0 * c.Rows.Kernel * c.Columns.Kernel * (Channels(inputs[..c.Parts]) / c.Groups) * node.Shape.Channels,
        PoolLayer p => (double)p.Rows.Kernel * p.Columns.Kernel * node.Shape.Channels,
        ResponseNormalizationLayer r => (2.0 * r.Size + 3) * node.Shape.Channels,
        SoftmaxLayer => 4.0 * node.Shape.Channels,
        AffineLayer => 2.0 * node.Shape.Channels,
        BinaryLayer or ActivationLayer or PReluLayer => node.Shape.Channels,
        _ => 0,
    };

    private static int Channels(ReadOnlySpan<MapShape> parts)
    {
        var channels = 0;
        foreach (var part in parts)
        {
            channels += part.Channels;
        }

        return channels;
    }
}
