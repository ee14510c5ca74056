using Krypton.Models.Network;

namespace Krypton.Kernels.Cpu;

/// <summary>Packs a convolution's weights for the indirect product.</summary>
internal static class ConvolutionWeights
{
    /// <summary>One matrix whose taps are whole kernel rows, for a layer of one group.</summary>
    public static PackedWeights ByRows(Workers workers, ConvolutionLayer layer, MapShape input)
    {
        var (outputs, height, width) = (layer.Bias.Length, layer.Rows.Kernel, layer.Columns.Kernel);
        return input.Channels == input.Stride
            ? PackedWeights.Of(workers, outputs, height, width * input.Stride, new TapWeights(layer.Weights, 0, height, width * input.Stride))
            : PackedWeights.Of(workers, outputs, height, width * input.Stride, new RowWeights(layer.Weights, height, width, input.Channels, input.Stride));
    }

    /// <summary>A matrix a group, whose taps are single kernel cells.</summary>
    public static PackedWeights[] ByTaps(Workers workers, ConvolutionLayer layer, MapShape input)
    {
        var (outputs, channels, taps) = (layer.Bias.Length / layer.Groups, input.Channels / layer.Groups, layer.Rows.Kernel * layer.Columns.Kernel);
        return [.. Enumerable.Range(0, layer.Groups).Select(g => PackedWeights.Of(workers, outputs, taps, channels, new TapWeights(layer.Weights, g * outputs, taps, channels)))];
    }

    /// <summary>A 1×1 layer's matrix over parts that lie one behind the other, each padded as in memory.</summary>
    public static PackedWeights ByParts(Workers workers, ConvolutionLayer layer, ReadOnlySpan<MapShape> parts)
    {
        var channels = new List<int>();
        var first = 0;
        foreach (var part in parts)
        {
            for (var lane = 0; lane < part.Stride; lane++)
            {
                channels.Add(lane < part.Channels ? first + lane : -1);
            }

            first += part.Channels;
        }

        return PackedWeights.Of(workers, layer.Bias.Length, 1, channels.Count, new LaneWeights(layer.Weights, first, [.. channels]));
    }

    /// <summary>Each lane is a channel, or padding, which is −1.</summary>
    private readonly record struct LaneWeights(float[] Weights, int Channels, int[] ChannelOf) : IWeightSource
    {
        public float At(int output, int tap, int k) => ChannelOf[k] < 0 ? 0 : Weights[(output * Channels) + ChannelOf[k]];
    }

    /// <summary>A tap is a kernel row: all its pixels' channels, with zeros where the map pads them.</summary>
    private readonly record struct RowWeights(float[] Weights, int Height, int Width, int Channels, int Stride) : IWeightSource
    {
        public float At(int output, int tap, int k)
        {
            var (pixel, channel) = (k / Stride, k % Stride);
            return channel < Channels ? Weights[(((((output * Height) + tap) * Width) + pixel) * Channels) + channel] : 0;
        }
    }

    /// <summary>A tap is a run of the weights as they are: one kernel cell of a group's channels, or a kernel row where no channel is padded.</summary>
    private readonly record struct TapWeights(float[] Weights, int FirstOutput, int Taps, int Channels) : IWeightSource
    {
        public float At(int output, int tap, int k) => Weights[((((FirstOutput + output) * Taps) + tap) * Channels) + k];
    }
}
