using Krypton.Gpu.Kernels;
using Krypton.Models.Network;

namespace Krypton.Gpu.Launches;

/// <summary>The order in which a convolution's products are summed: taps, or joined parts, cut into chunks of four channels; steps are filled up with chunks of zero weight.</summary>
internal sealed class ChunkTable
{
    private readonly ConvolutionLayer _layer;
    private readonly int _perGroup;

    /// <summary>For each chunk the index of its first weight within an output's, and how many of its channels there are.</summary>
    private readonly List<(int Weight, int Channels)> _weights = [];

    public ChunkTable(ConvolutionLayer layer, ReadOnlySpan<MapShape> parts)
    {
        _layer = layer;
        var channels = 0;
        foreach (var part in parts)
        {
            channels += part.Channels;
        }

        _perGroup = channels / layer.Groups;
        var chunks = new List<Chunk>();
        for (var group = 0; group < layer.Groups; group++)
        {
            for (var tap = 0; tap < layer.Rows.Kernel * layer.Columns.Kernel; tap++)
            {
                var (ky, kx) = (tap / layer.Columns.Kernel, tap % layer.Columns.Kernel);
                var before = 0;
                for (var part = 0; part < parts.Length; part++)
                {
                    var (first, count) = layer.Groups == 1 ? (0, parts[part].Channels) : (group * _perGroup, _perGroup);
                    for (var c = 0; c < count; c += 4)
                    {
                        chunks.Add(new Chunk
                        {
                            Part = part,
                            Dy = (ky * layer.Rows.Dilation) - layer.Rows.PadBefore,
                            Dx = (kx * layer.Columns.Dilation) - layer.Columns.PadBefore,
                            Channel = (first + c) / 4,
                        });
                        _weights.Add(((tap * _perGroup) + before + c, Math.Min(4, count - c)));
                    }

                    before += count;
                }
            }

            while (chunks.Count % Gathering.Step != 0)
            {
                chunks.Add(chunks[^1]);
                _weights.Add((0, 0));
            }
        }

        Chunks = [.. chunks];
    }

    public Chunk[] Chunks { get; }

    public int PerGroup => Chunks.Length / _layer.Groups;

    /// <summary>A row of outputs for each channel of each chunk, filled up with zeros to that many.</summary>
    public Float4[] Weights(int outputs)
    {
        var values = new Float4[(long)Chunks.Length * outputs];
        var floats = System.Runtime.InteropServices.MemoryMarshal.Cast<Float4, float>(values.AsSpan());
        var (perGroup, perOutput) = (_layer.Bias.Length / _layer.Groups, _layer.Rows.Kernel * _layer.Columns.Kernel * _perGroup);
        for (var chunk = 0; chunk < Chunks.Length; chunk++)
        {
            var firstOutput = chunk / PerGroup * perGroup;
            for (var c = 0; c < _weights[chunk].Channels; c++)
            {
                var row = floats.Slice(((4 * chunk) + c) * outputs, perGroup);
                for (var o = 0; o < perGroup; o++)
                {
                    row[o] = _layer.Weights[((firstOutput + o) * perOutput) + _weights[chunk].Weight + c];
                }
            }
        }

        return values;
    }

    /// <summary>Scale and shift of each chunk's channels, one after the other.</summary>
    public Float4[] Prologue(AffineLayer input)
    {
        var values = new float[Chunks.Length * 8];
        for (var chunk = 0; chunk < Chunks.Length; chunk++)
        {
            for (var c = 0; c < _weights[chunk].Channels; c++)
            {
                values[(8 * chunk) + c] = input.Scale[_weights[chunk].Weight + c];
                values[(8 * chunk) + 4 + c] = input.Shift[_weights[chunk].Weight + c];
            }
        }

        return System.Runtime.InteropServices.MemoryMarshal.Cast<float, Float4>(values.AsSpan()).ToArray();
    }
}
