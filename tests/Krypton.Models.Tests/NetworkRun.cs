using Krypton.Kernels;
using Krypton.Models.Lowering;
using Krypton.Models.Network;
using Krypton.Models.Tensors;

namespace Krypton.Models.Tests;

/// <summary>Runs layers on whole maps with the CPU kernels.</summary>
internal static unsafe class NetworkRun
{
    /// <summary>Each node's map in height-width-channel order, without padding between pixels.</summary>
    /// <param name="image">The input in height-width-channel order.</param>
    public static float[][] Maps(IReadOnlyList<NetworkNode> nodes, float[] image)
    {
        using var device = new CpuDevice(1);
        var overlays = new Overlay[nodes.Count];
        var maps = new float[nodes.Count][];
        var buffers = new List<NativeBuffer>();
        foreach (var node in nodes)
        {
            var overlay = overlays[node.Id] = new Overlay(node.Shape);
            overlay.BeginWhole();
            var buffer = NativeBuffer.Of(overlay.Floats);
            buffers.Add(buffer);
            overlay.Data = buffer.Pointer;
            if (node.Layer is InputLayer or ConstantLayer)
            {
                Store(node.Layer is ConstantLayer c ? c.Values : image, overlay);
            }
            else
            {
                using var kernel = device.Compile(node, [.. node.Inputs.Select(i => nodes[i].Shape)]);
                kernel.Run([.. node.Inputs.Select(i => overlays[i])], overlay);
            }

            maps[node.Id] = Load(overlay);
        }

        buffers.ForEach(b => b.Dispose());
        return maps;
    }

    /// <summary>A map's values in the order of dimensions that ONNX sees.</summary>
    public static Tensor ToOnnx(float[] map, MapShape shape, IReadOnlyList<Dim> dims)
    {
        int[] sizes = [.. dims.Select(d => d.Size)];
        var result = Tensor.Zeros(sizes);
        for (var i = 0; i < result.Count; i++)
        {
            var (rest, at) = (i, 0);
            for (var d = dims.Count - 1; d >= 0; d--)
            {
                var index = rest % sizes[d];
                rest /= sizes[d];
                at += dims[d].Axis switch
                {
                    Axis.Height => index * shape.Width * shape.Channels,
                    Axis.Width => index * shape.Channels,
                    Axis.Channel => index * dims[d].Stride,
                    _ => 0,
                };
            }

            result.Floats[i] = map[at];
        }

        return result;
    }

    /// <summary>One image of a batch-channel-height-width tensor in height-width-channel order.</summary>
    public static float[] Image(Tensor x, int n)
    {
        var (c, pixels) = (x.Shape[1], x.Shape[2] * x.Shape[3]);
        return [.. Enumerable.Range(0, c * pixels).Select(i => x.Floats[(((n * c) + (i % c)) * pixels) + (i / c)])];
    }

    private static void Store(float[] values, Overlay overlay)
    {
        var channels = overlay.Shape.Channels;
        for (var pixel = 0; pixel < overlay.Shape.Pixels; pixel++)
        {
            values.AsSpan(pixel * channels, channels).CopyTo(new Span<float>(overlay.Data + ((nint)pixel * overlay.Stride), channels));
        }
    }

    private static float[] Load(Overlay overlay)
    {
        var channels = overlay.Shape.Channels;
        var values = new float[overlay.Shape.Count];
        for (var pixel = 0; pixel < overlay.Shape.Pixels; pixel++)
        {
            new Span<float>(overlay.Data + ((nint)pixel * overlay.Stride), channels).CopyTo(values.AsSpan(pixel * channels, channels));
        }

        return values;
    }
}
