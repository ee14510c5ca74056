namespace Krypton.Models.Network;

/// <summary>Whether two layers compute the same: their parameters compared by value, weights bit for bit.</summary>
public sealed class LayerEquality : IEqualityComparer<Layer>
{
    private const int HashedWeights = 16;

    public static LayerEquality Instance { get; } = new();

    public bool Equals(Layer? a, Layer? b) => (a, b) switch
    {
        (ConvolutionLayer x, ConvolutionLayer y) =>
            Same(x.Weights, y.Weights) && Same(x.Bias, y.Bias) && Equals(x.Input, y.Input) && x with { Weights = y.Weights, Bias = y.Bias, Input = y.Input } == y,
        (PoolLayer x, PoolLayer y) => Same(x.Bias ?? [], y.Bias ?? []) && x with { Bias = y.Bias } == y,
        (AffineLayer x, AffineLayer y) => Same(x.Scale, y.Scale) && Same(x.Shift, y.Shift) && x.Activation == y.Activation,
        (ConstantLayer x, ConstantLayer y) => Same(x.Values, y.Values),
        (PReluLayer x, PReluLayer y) => Same(x.Slopes, y.Slopes),
        (ChannelGatherLayer x, ChannelGatherLayer y) => x.Source.AsSpan().SequenceEqual(y.Source),
        _ => Equals((object?)a, b),
    };

    public int GetHashCode(Layer layer) => layer switch
    {
        ConvolutionLayer c => HashCode.Combine(c.Rows, c.Columns, c.Groups, c.Activation, Hash(c.Weights), Hash(c.Bias)),
        PoolLayer p => HashCode.Combine(p.Kind, p.Rows, p.Columns, p.CountPadding, p.Activation, Hash(p.Bias ?? [])),
        AffineLayer a => HashCode.Combine(Hash(a.Scale), Hash(a.Shift)),
        ConstantLayer c => Hash(c.Values),
        PReluLayer p => Hash(p.Slopes),
        ChannelGatherLayer g => g.Source.Length,
        _ => layer.GetHashCode(),
    };

    // SequenceEqual of floats would call −0 and 0 equal.
    private static bool Same(float[] a, float[] b) =>
        System.Runtime.InteropServices.MemoryMarshal.AsBytes(a.AsSpan()).SequenceEqual(System.Runtime.InteropServices.MemoryMarshal.AsBytes(b.AsSpan()));

    private static int Hash(float[] values)
    {
        var hash = new HashCode();
        hash.Add(values.Length);
        for (var i = 0; i < values.Length; i += Math.Max(1, values.Length / HashedWeights))
        {
            hash.Add(BitConverter.SingleToInt32Bits(values[i]));
        }

        return hash.ToHashCode();
    }
}
