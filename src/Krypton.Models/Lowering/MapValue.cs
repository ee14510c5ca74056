using Krypton.Models.Network;

namespace Krypton.Models.Lowering;

/// <summary>What one dimension of an ONNX tensor counts in the map that holds its values. One: a dimension of size 1 that counts nothing.</summary>
public enum Axis
{
    Batch,
    Height,
    Width,
    Channel,
    One,
}

/// <summary>A dimension of an ONNX tensor. <paramref name="Stride"/> is the step in channels, above 1 only for the outer part of a channel axis that a Reshape split.</summary>
public readonly record struct Dim(Axis Axis, int Size, int Stride = 1);

/// <summary>An ONNX value for one image, held as node <paramref name="Node"/>'s height-width-channel map; the dimensions say in which order ONNX sees it.</summary>
public sealed record MapValue(int Node, MapShape Shape, IReadOnlyList<Dim> Dims)
{
    /// <summary>Rank 4 in batch, channel, height, width order.</summary>
    public bool IsNchw => Fits(Axis.Channel, Axis.Height, Axis.Width);

    /// <summary>Batch and channels alone, all of the map's values.</summary>
    public bool IsVector => Dims.Count == 2 && Shape.Pixels == 1 && Fits(Axis.Channel);

    public int[] OnnxShape => [.. Dims.Select(d => d.Size)];

    /// <summary>True when no channel axis is split.</summary>
    public bool IsWhole => Dims.All(d => d.Axis != Axis.Channel || d.Size == Shape.Channels);

    public int SizeOf(Axis axis) => axis switch
    {
        Axis.Height => Shape.Height,
        Axis.Width => Shape.Width,
        Axis.Channel => Shape.Channels,
        _ => 1,
    };

    public static MapValue Nchw(int node, MapShape shape) => new(node, shape,
        [new(Axis.Batch, 1), Along(Axis.Channel, shape.Channels), Along(Axis.Height, shape.Height), Along(Axis.Width, shape.Width)]);

    public static MapValue Nhwc(int node, MapShape shape) => new(node, shape,
        [new(Axis.Batch, 1), Along(Axis.Height, shape.Height), Along(Axis.Width, shape.Width), Along(Axis.Channel, shape.Channels)]);

    public static MapValue Vector(int node, int channels) => new(node, new MapShape(1, 1, channels), [new(Axis.Batch, 1), Along(Axis.Channel, channels)]);

    public static Dim Along(Axis axis, int size) => size == 1 ? new Dim(Axis.One, 1) : new Dim(axis, size);

    private bool Fits(params ReadOnlySpan<Axis> axes)
    {
        if (Dims.Count != axes.Length + 1 || Dims[0].Axis != Axis.Batch)
        {
            return false;
        }

        for (var i = 0; i < axes.Length; i++)
        {
            if (Dims[i + 1].Size != SizeOf(axes[i]) || (Dims[i + 1].Size > 1 && Dims[i + 1].Axis != axes[i]))
            {
                return false;
            }
        }

        return true;
    }
}
