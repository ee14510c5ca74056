using System.Runtime.InteropServices;
using Krypton.Models.Network;

namespace Krypton.Gpu.Cuda;

/// <summary>The steps of a convolution and its weights as <see cref="ConvolutionPtx"/> wants them: for each group, tile and half step the very bytes that shared memory is to hold.</summary>
internal sealed class ConvolutionOperands
{
    private readonly ConvolutionLayer _layer;
    private readonly Precision _precision;
    private readonly TileShape _tile;
    private readonly int _inputs;

    /// <summary>For each half step its first weight within an output's, and how many of its channels there are.</summary>
    private readonly List<(int Weight, int Channels)> _sources = [];

    /// <param name="parts">Shapes of the joined inputs.</param>
    public ConvolutionOperands(ConvolutionLayer layer, ReadOnlySpan<MapShape> parts, Precision precision, TileShape tile)
    {
        (_layer, _precision, _tile) = (layer, precision, tile);
        var (channels, steps) = (0, new List<Step>());
        foreach (var part in parts)
        {
            channels += part.Channels;
        }

        _inputs = channels / layer.Groups;
        for (var group = 0; group < layer.Groups; group++)
        {
            for (var tap = 0; tap < layer.Rows.Kernel * layer.Columns.Kernel; tap++)
            {
                var (dy, dx) = Away(layer, tap);
                var before = 0;
                for (var part = 0; part < parts.Length; part++)
                {
                    var (first, count) = layer.Groups == 1 ? (0, parts[part].Channels) : (group * _inputs, _inputs);
                    for (var c = 0; c < count; c += ConvolutionPtx.HalfChannels)
                    {
                        var some = Math.Min(ConvolutionPtx.HalfChannels, count - c);
                        steps.Add(Step.Of(part, dy, dx, (first + c) / 4, (some + 3) / 4));
                        _sources.Add(((tap * _inputs) + before + c, some));
                    }

                    before += count;
                }
            }

            while (steps.Count % ConvolutionPtx.Halves != 0)
            {
                steps.Add(steps[^1].Empty);
                _sources.Add((0, 0));
            }
        }

        GroupSteps = steps.Count / ConvolutionPtx.Halves / layer.Groups;
        Tiles = ((layer.Bias.Length / layer.Groups) + tile.Outputs - 1) / tile.Outputs;

        // The kernel reads one record ahead.
        Steps = [.. steps, .. steps.TakeLast(ConvolutionPtx.Halves)];
    }

    public Step[] Steps { get; }

    /// <summary>Steps of a group.</summary>
    public int GroupSteps { get; }

    /// <summary>Tiles of outputs that a group is cut into.</summary>
    public int Tiles { get; }

    /// <summary>Whether steps can tell the layer's window and inputs.</summary>
    public static bool CanTell(ConvolutionLayer layer)
    {
        var (dy, dx) = Away(layer, (layer.Rows.Kernel * layer.Columns.Kernel) - 1);
        return layer.Parts <= Step.MostParts && Math.Max(Math.Max(dy, dx), Math.Max(layer.Rows.PadBefore, layer.Columns.PadBefore)) <= Step.MostAway;
    }

    /// <summary>Bytes of all tiles.</summary>
    public byte[] Weights()
    {
        var (rows, size) = (_tile.Outputs, _tile.WeightBytes(_precision));
        var bytes = new byte[checked((long)_layer.Groups * Tiles * ConvolutionPtx.Halves * GroupSteps * size)];
        var (perGroup, perOutput) = (_layer.Bias.Length / _layer.Groups, _layer.Rows.Kernel * _layer.Columns.Kernel * _inputs);
        var halves = ConvolutionPtx.Halves * GroupSteps;
        Parallel.For(0, _layer.Groups * Tiles * halves, image =>
        {
            var (group, tile, step) = (image / halves / Tiles, image / halves % Tiles, image % halves);
            var (weight, channels) = _sources[(group * halves) + step];
            var to = bytes.AsSpan(checked(image * size), size);
            for (var n = 0; n < rows; n++)
            {
                var output = (tile * rows) + _tile.OutputOfRow(n);
                for (var c = 0; c < channels && output < perGroup; c++)
                {
                    Put(to, n, c, _layer.Weights[(((group * perGroup) + output) * perOutput) + weight + c]);
                }
            }
        });
        return bytes;
    }

    /// <summary>Scale and shift of each half step's channels: in fours, one behind the other.</summary>
    public float[] Prologue(AffineLayer input)
    {
        var values = new float[_sources.Count * 2 * ConvolutionPtx.HalfChannels];
        for (var step = 0; step < _sources.Count; step++)
        {
            for (var c = 0; c < _sources[step].Channels; c++)
            {
                var at = (2 * ConvolutionPtx.HalfChannels * step) + (c / 4 * 8) + (c % 4);
                (values[at], values[at + 4]) = (input.Scale[_sources[step].Weight + c], input.Shift[_sources[step].Weight + c]);
            }
        }

        return values;
    }

    private void Put(Span<byte> to, int row, int channel, float value)
    {
        if (_precision == Precision.Bf16)
        {
            // Channels c and c + 4 are neighbours; sixteen bytes of a row change places by its number.
            var at = (channel / 8 * 8) + (channel % 4 * 2) + (channel % 8 / 4);
            MemoryMarshal.Cast<byte, ushort>(to)[(row * 16) + ((at / 8) ^ (row / 4 % 2)) * 8 + (at % 8)] = ToBf16(value);
            return;
        }

        MemoryMarshal.Cast<byte, float>(to)[(row * 16) + (((channel / 4) ^ (row / 2 % 4)) * 4) + (channel % 4)] = _precision == Precision.Tf32 ? ToTf32(value) : value;
    }

    /// <summary>To 8 significant bits, to the nearest, ties to even.</summary>
    private static ushort ToBf16(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    /// <summary>To 11 significant bits, to the nearest, ties away from zero, as cvt.rna.tf32 does.</summary>
    private static float ToTf32(float value) => BitConverter.UInt32BitsToSingle((BitConverter.SingleToUInt32Bits(value) + 0x1000) & ~0x1FFFu);

    /// <summary>Rows and columns of a tap from the window's origin, padding taken off.</summary>
    private static (int Dy, int Dx) Away(ConvolutionLayer layer, int tap) => (
        (tap / layer.Columns.Kernel * layer.Rows.Dilation) - layer.Rows.PadBefore, (tap % layer.Columns.Kernel * layer.Columns.Dilation) - layer.Columns.PadBefore);
}
