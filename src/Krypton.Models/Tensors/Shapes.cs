namespace Krypton.Models.Tensors;

/// <summary>Arithmetic of row-major shapes.</summary>
public static class Shapes
{
    /// <summary>The most elements one tensor may have (1 GiB of floats); a larger one is a hostile or broken file.</summary>
    public const int MaxElements = 1 << 28;

    /// <summary>The number of elements.</summary>
    /// <exception cref="ModelException">A dimension is negative or the product is beyond <see cref="MaxElements"/>.</exception>
    public static int Count(ReadOnlySpan<int> shape)
    {
        long count = 1;
        foreach (var dim in shape)
        {
            if (dim < 0)
            {
                throw new ModelException($"shape {Text(shape)} has a negative dimension");
            }

            count *= dim;
            if (count > MaxElements)
            {
                throw new ModelException($"shape {Text(shape)} has more than {MaxElements:N0} elements, the most one tensor may have");
            }
        }

        return (int)count;
    }

    public static string Text(ReadOnlySpan<int> shape) => $"[{string.Join(", ", shape.ToArray())}]";

    public static int[] Strides(ReadOnlySpan<int> shape)
    {
        var strides = new int[shape.Length];
        var stride = 1;
        for (var axis = shape.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= shape[axis];
        }

        return strides;
    }

    /// <summary>An axis counted from the end when negative, brought into 0 … rank − 1 (or rank, when <paramref name="inclusive"/>).</summary>
    public static int Axis(long axis, int rank, bool inclusive = false)
    {
        var normal = axis < 0 ? axis + rank : axis;
        return normal >= 0 && (normal < rank || (inclusive && normal == rank))
            ? (int)normal
            : throw new ModelException($"axis {axis} does not exist in a tensor of rank {rank}");
    }

    /// <summary>The common shape under ONNX (NumPy) broadcasting.</summary>
    public static int[] Broadcast(ReadOnlySpan<int> a, ReadOnlySpan<int> b)
    {
        var shape = new int[Math.Max(a.Length, b.Length)];
        for (var i = 1; i <= shape.Length; i++)
        {
            var x = i <= a.Length ? a[^i] : 1;
            var y = i <= b.Length ? b[^i] : 1;
            shape[^i] = x == y || y == 1 ? x : x == 1 ? y : throw new ModelException($"shapes {Text(a)} and {Text(b)} do not broadcast");
        }

        return shape;
    }

    /// <summary>For a tensor of shape <paramref name="from"/> seen in shape <paramref name="to"/>: the strides there, 0 along broadcast axes.</summary>
    /// <exception cref="ModelException">An axis is neither 1 nor as long as that of <paramref name="to"/>.</exception>
    public static int[] BroadcastStrides(ReadOnlySpan<int> from, ReadOnlySpan<int> to)
    {
        var strides = Strides(from);
        var result = new int[to.Length];
        for (var i = 1; i <= from.Length; i++)
        {
            if (i > to.Length || (from[^i] != 1 && from[^i] != to[^i]))
            {
                throw new ModelException($"shape {Text(from)} does not broadcast to {Text(to)}");
            }

            result[^i] = from[^i] == 1 ? 0 : strides[^i];
        }

        return result;
    }

    /// <summary>The source offset of linear index <paramref name="index"/> of <paramref name="shape"/> under the given strides.</summary>
    public static int Offset(int index, ReadOnlySpan<int> shape, ReadOnlySpan<int> strides)
    {
        var offset = 0;
        for (var axis = shape.Length - 1; axis >= 0; axis--)
        {
            offset += index % shape[axis] * strides[axis];
            index /= shape[axis];
        }

        return offset;
    }
}
