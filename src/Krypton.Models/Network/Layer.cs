namespace Krypton.Models.Network;

/// <summary>The size of one image's activation: height, width, channels. Vectors have height and width 1.</summary>
public readonly record struct MapShape(int Height, int Width, int Channels)
{
    public int Pixels => Height * Width;

    public int Count => Height * Width * Channels;

    /// <summary>Floats from one pixel to the next in memory: channels padded to a multiple of eight, the width of a vector, where there are eight or more.</summary>
    public int Stride => Channels < 8 ? Channels : (Channels + 7) / 8 * 8;

    /// <summary>Bytes of the whole map in memory.</summary>
    public long Bytes => (long)Pixels * Stride * sizeof(float);

    /// <summary>Parts that lie one behind the other along the channels, each padded as in memory; one part is itself.</summary>
    public static MapShape Join(ReadOnlySpan<MapShape> parts)
    {
        var joined = parts[0];
        foreach (var part in parts[1..])
        {
            joined = joined with { Channels = joined.Stride + part.Stride };
        }

        return joined;
    }

    public override string ToString() => $"{Height}×{Width}×{Channels}";
}

/// <summary>What a node of the network computes from its inputs' maps, all in height-width-channel order.</summary>
public abstract record Layer;

/// <summary>The preprocessed image.</summary>
public sealed record InputLayer : Layer;

/// <summary>A map that no image changes.</summary>
public sealed record ConstantLayer(float[] Values) : Layer;

/// <summary>Convolution plus bias, then an optional residual added (an input of the output's shape behind the others), then the activation.</summary>
/// <param name="Weights">[output channels][kernel height][kernel width][input channels / groups].</param>
/// <param name="Bias">One a output channel.</param>
public sealed record ConvolutionLayer(float[] Weights, float[] Bias, AxisWindow Rows, AxisWindow Columns, int Groups, Activation Activation) : Layer
{
    /// <summary>What the input goes through first; only where <see cref="IsPointwise"/>, since padding would have to stay zero.</summary>
    public AffineLayer? Input { get; init; }

    /// <summary>How many inputs lie one behind the other along the channels before they are convolved; more than one only where <see cref="IsPointwise"/>.</summary>
    public int Parts { get; init; } = 1;

    /// <summary>One group, a kernel of one pixel, and no padding.</summary>
    public bool IsPointwise => Groups == 1 && Rows is { Kernel: 1, PadBefore: 0, PadAfter: 0 } && Columns is { Kernel: 1, PadBefore: 0, PadAfter: 0 };
}

public enum PoolKind
{
    Max,
    Average,
}

/// <summary>Pooling; the average counts padding only when <paramref name="CountPadding"/>. Then a bias, and the activation.</summary>
public sealed record PoolLayer(PoolKind Kind, AxisWindow Rows, AxisWindow Columns, bool CountPadding) : Layer
{
    /// <summary>One a channel; null for none.</summary>
    public float[]? Bias { get; init; }

    public Activation Activation { get; init; } = Activation.None;
}

public sealed record ActivationLayer(Activation Activation) : Layer;

/// <summary>x below zero is multiplied by its channel's slope.</summary>
public sealed record PReluLayer(float[] Slopes) : Layer;

/// <summary>x · Scale[channel] + Shift[channel], then the activation.</summary>
public sealed record AffineLayer(float[] Scale, float[] Shift, Activation Activation) : Layer;

public enum BinaryKind
{
    Add,
    Subtract,
    Multiply,
    Divide,
}

/// <summary>Two maps combined element by element; an axis of size 1 is broadcast. Then the activation.</summary>
public sealed record BinaryLayer(BinaryKind Kind, Activation Activation) : Layer;

/// <summary>Inputs one after the other along the channels.</summary>
public sealed record ConcatLayer : Layer;

/// <summary>Output channel i is input channel Source[i]: slices, splits and shuffles.</summary>
public sealed record ChannelGatherLayer(int[] Source) : Layer;

/// <summary>Local response normalisation over neighbouring channels (AlexNet, section 3.3).</summary>
public sealed record ResponseNormalizationLayer(int Size, float Alpha, float Beta, float Bias) : Layer;

/// <summary>A border of a constant; negative amounts crop.</summary>
public sealed record PadLayer(int Top, int Left, int Bottom, int Right, float Value) : Layer;

/// <summary>The map as a vector, in channel-height-width order (ONNX's) or height-width-channel order.</summary>
public sealed record FlattenLayer(bool ChannelsFirst) : Layer;

/// <summary>Softmax over the channels of every pixel, or its logarithm.</summary>
public sealed record SoftmaxLayer(bool Logarithm) : Layer;

/// <summary>A node: its layer, the nodes it reads, its output's shape, and a name for people.</summary>
public sealed record NetworkNode(int Id, Layer Layer, IReadOnlyList<int> Inputs, MapShape Shape, string Name);
