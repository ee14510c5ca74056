using Krypton.Models.Network;

namespace Krypton.Models.Lowering;

/// <summary>Reshape on maps: dimensions of size 1 come and go, channels split and merge, and a whole map flattens to a vector.</summary>
internal static class Relabeling
{
    /// <summary>The value in another ONNX shape, or null when the shape mixes axes in a way maps cannot express.</summary>
    public static MapValue? Reshape(Lowerer lowerer, MapValue value, IReadOnlyList<int> shape)
    {
        if (shape.Count == 0 || shape[0] != 1 || value.Dims[0].Axis != Axis.Batch)
        {
            return null;
        }

        var source = value.Dims.Skip(1).Where(d => d.Size != 1).ToList();
        var dims = new List<Dim> { new(Axis.Batch, 1) };
        var next = 0;
        for (var o = 1; o < shape.Count; o++)
        {
            if (shape[o] == 1)
            {
                dims.Add(new Dim(Axis.One, 1));
            }
            else if (next < source.Count && source[next].Size == shape[o])
            {
                dims.Add(source[next++]);
            }
            else if (next < source.Count && source[next].Size > shape[o])
            {
                // An outer part of the channels; what is left of them stays in front of the line.
                var (dim, rest) = (source[next], source[next].Size / shape[o]);
                if (dim.Axis != Axis.Channel || rest * shape[o] != dim.Size)
                {
                    return null;
                }

                dims.Add(new Dim(Axis.Channel, shape[o], dim.Stride * rest));
                source[next] = new Dim(Axis.Channel, rest, dim.Stride);
            }
            else
            {
                var merged = TakeMerged(source, ref next, shape[o]);
                if (merged is null || Merge(lowerer, value, merged) is not { } result)
                {
                    return null;
                }

                (value, var dim) = result;
                dims.Add(dim);
            }
        }

        return next == source.Count ? value with { Dims = dims } : null;
    }

    private static List<Dim>? TakeMerged(List<Dim> source, ref int next, int size)
    {
        var merged = new List<Dim>();
        long product = 1;
        while (product < size && next < source.Count)
        {
            product *= source[next].Size;
            merged.Add(source[next++]);
        }

        return product == size ? merged : null;
    }

    private static (MapValue Value, Dim Dim)? Merge(Lowerer lowerer, MapValue value, List<Dim> merged)
    {
        if (merged.All(d => d.Axis == Axis.Channel) && merged.Aggregate(1, (p, d) => p * d.Size) == value.Shape.Channels)
        {
            var order = ChannelOrder(merged);
            var shuffled = order.Select((c, i) => c == i).All(same => same)
                ? value
                : value with { Node = lowerer.Append(new ChannelGatherLayer(order), value.Shape, value.Node) };
            return (shuffled, new Dim(Axis.Channel, value.Shape.Channels));
        }

        if (!merged.All(d => d.Axis != Axis.Channel || d.Size == value.Shape.Channels) || merged.Aggregate(1L, (p, d) => p * d.Size) != value.Shape.Count)
        {
            return null;
        }

        // Axes of size 1 are absent from the list, so both orders are recognised by the position of what is there.
        var axes = merged.Select(d => d.Axis).ToList();
        var channelsFirst = axes.SequenceEqual(new[] { Axis.Channel, Axis.Height, Axis.Width }.Where(axes.Contains));
        var channelsLast = axes.SequenceEqual(new[] { Axis.Height, Axis.Width, Axis.Channel }.Where(axes.Contains));
        if (!channelsFirst && !channelsLast)
        {
            return null;
        }

        var count = value.Shape.Count;
        var node = lowerer.Append(new FlattenLayer(channelsFirst && !channelsLast), new MapShape(1, 1, count), value.Node);
        return (MapValue.Vector(node, count), new Dim(Axis.Channel, count));
    }

    private static int[] ChannelOrder(List<Dim> factors)
    {
        var order = new int[factors.Aggregate(1, (p, d) => p * d.Size)];
        for (var i = 0; i < order.Length; i++)
        {
            var rest = i;
            for (var f = factors.Count - 1; f >= 0; f--)
            {
                order[i] += rest % factors[f].Size * factors[f].Stride;
                rest /= factors[f].Size;
            }
        }

        return order;
    }
}
