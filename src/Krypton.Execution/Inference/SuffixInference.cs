using Krypton.Execution.Runtime;
using Krypton.Kernels;
using Krypton.Models;
using Krypton.Models.Lowering;

namespace Krypton.Execution.Inference;

/// <summary>The rest of a model on ONNX Runtime: reads whole maps, which are the base with each position's box laid over.</summary>
internal sealed class SuffixInference(RuntimeSession session, Suffix suffix)
{
    /// <summary>The logits of positions first to first + count of the given overlays, in the order of the suffix's inputs.</summary>
    public float[] Run(IReadOnlyList<Overlay> maps, int first, int count)
    {
        var inputs = new List<(string, float[], long[])>();
        for (var i = 0; i < suffix.Inputs.Count; i++)
        {
            var cut = suffix.Inputs[i];
            var values = new float[(long)count * cut.Shape.Count];
            for (var p = 0; p < count; p++)
            {
                Arrange(maps[i], first + p, cut.Dims, values.AsSpan(p * cut.Shape.Count, cut.Shape.Count));
            }

            inputs.Add((cut.Name, values, [.. cut.Dims.Select((d, axis) => axis == 0 ? count : (long)d.Size)]));
        }

        return session.Run(inputs).Values;
    }

    /// <summary>Writes a position's whole map in the order of dimensions that ONNX sees.</summary>
    private static unsafe void Arrange(Overlay map, int position, IReadOnlyList<Dim> dims, Span<float> to)
    {
        var (row, column) = (0, 0);
        var channels = new int[map.Shape.Channels];
        var stride = 1;
        for (var i = dims.Count - 1; i >= 0; i--)
        {
            var dim = dims[i];
            switch (dim.Axis)
            {
                case Axis.Height:
                    row = stride;
                    break;
                case Axis.Width:
                    column = stride;
                    break;
                case Axis.Channel:
                    for (var c = 0; c < channels.Length; c++)
                    {
                        channels[c] += c / dim.Stride % dim.Size * stride;
                    }

                    break;
            }

            stride *= dim.Size;
        }

        for (var y = 0; y < map.Shape.Height; y++)
        {
            for (var x = 0; x < map.Shape.Width; x++)
            {
                var pixel = map.Pixel(position, y, x);
                var at = (y * row) + (x * column);
                for (var c = 0; c < channels.Length; c++)
                {
                    to[at + channels[c]] = pixel[c];
                }
            }
        }
    }
}
