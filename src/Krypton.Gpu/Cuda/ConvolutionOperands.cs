using System.Runtime.InteropServices;
using Krypton.Models.Network;

namespace Krypton.Gpu.Cuda;

/// <summary>The steps of a convolution and its weights as <see cref="ConvolutionPtx"/> wants them: for each group, tile and step the very bytes that shared memory is to hold.</summary>
internal sealed class ConvolutionOperands
{
    private readonly ConvolutionLayer _layer;
    private readonly Precision _precision;
    private readonly int _columns;

    /// <summary>For each step its first weight within an output's, and how many of its channels there are.</summary>
    private readonly List<(int Weight, int Channels)> _sources = [];

    /// <param name="parts">Shapes of the joined inputs.</param>
    /// <param name="columns">Warps side by side along the outputs.</param>
    public ConvolutionOperands(ConvolutionLayer layer, ReadOnlySpan<MapShape> parts, Precision precision, int columns)
    {
        (_layer, _precision, _columns) = (layer, precision, columns);
        var (channels, steps) = (0, new List<Step>());
        foreach (var part in parts)
        {
            channels += part.Channels;
        }

        PerGroup = channels / layer.Groups;
        for (var group = 0; group < layer.Groups; group++)
        {
            for (var tap = 0; tap < layer.Rows.Kernel * layer.Columns.Kernel; tap++)
            {
                var (ky, kx) = (tap / layer.Columns.Kernel, tap % layer.Columns.Kernel);
                var (dy, dx) = ((ky * layer.Rows.Dilation) - layer.Rows.PadBefore, (kx * layer.Columns.Dilation) - layer.Columns.PadBefore);
                var before = 0;
                for (var part = 0; part < parts.Length; part++)
                {
                    var (first, count) = layer.Groups == 1 ? (0, parts[part].Channels) : (group * PerGroup, PerGroup);
                    for (var c = 0; c < count; c += ConvolutionPtx.StepChannels)
                    {
                        var some = Math.Min(ConvolutionPtx.StepChannels, count - c);
                        steps.Add(Step.Of(part, dy, dx, (first + c) / 4, (some + 3) / 4));
                        _sources.Add(((tap * PerGroup) + before + c, some));
                    }

                    before += count;
                }
            }
        }

        GroupSteps = steps.Count / layer.Groups;
        Tiles = ((layer.Bias.Length / layer.Groups) + (ConvolutionPtx.WarpOutputs * columns) - 1) / (ConvolutionPtx.WarpOutputs * columns);

        // The kernel reads one record ahead.
        steps.Add(steps[^1]);
        Steps = [.. steps];
    }

    public Step[] Steps { get; }

    /// <summary>Steps of a group.</summary>
    public int GroupSteps { get; }

    /// <summary>Tiles of outputs that a group is cut into.</summary>
    public int Tiles { get; }

    /// <summary>Input channels of a group.</summary>
    private int PerGroup { get; }

    /// <summary>Rows of a tile: where in 32 outputs row n stands, so that each thread ends up with eight neighbouring outputs (PTX ISA 7.8, "Matrix Fragments for mma.m16n8k8").</summary>
    public static int OutputOfRow(int n) => (n / 32 * 32) + (n % 8 / 2 * 8) + (n % 32 / 8 * 2) + (n % 2);

    /// <summary>Bytes of all tiles.</summary>
    public byte[] Weights()
    {
        var (rows, size) = (ConvolutionPtx.WarpOutputs * _columns, ConvolutionPtx.WeightBytes(_precision, _columns));
        var bytes = new byte[checked((long)_layer.Groups * Tiles * GroupSteps * size)];
        var (perGroup, perOutput) = (_layer.Bias.Length / _layer.Groups, _layer.Rows.Kernel * _layer.Columns.Kernel * PerGroup);
        Parallel.For(0, _layer.Groups * Tiles * GroupSteps, image =>
        {
            var (group, tile, step) = (image / GroupSteps / Tiles, image / GroupSteps % Tiles, image % GroupSteps);
            var (weight, channels) = _sources[(group * GroupSteps) + step];
            var to = bytes.AsSpan(checked(image * size), size);
            for (var n = 0; n < rows; n++)
            {
                var output = (tile * rows) + OutputOfRow(n);
                for (var c = 0; c < channels && output < perGroup; c++)
                {
                    Put(to, n, c, _layer.Weights[(((group * perGroup) + output) * perOutput) + weight + c]);
                }
            }
        });
        return bytes;
    }

    /// <summary>Scale and shift of each step's channels: in fours, one behind the other.</summary>
    public float[] Prologue(AffineLayer input)
    {
        var values = new float[_sources.Count * 2 * ConvolutionPtx.StepChannels];
        for (var step = 0; step < _sources.Count; step++)
        {
            for (var c = 0; c < _sources[step].Channels; c++)
            {
                var at = (2 * ConvolutionPtx.StepChannels * step) + (c / 4 * 8) + (c % 4);
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
}
