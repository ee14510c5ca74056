using Krypton.Models.Lowering;
using Krypton.Models.Network;
using Krypton.Models.Tensors;

namespace Krypton.Models.Ops;

/// <summary>Brings a constant that an element-wise operator combines with a map into the map's height-width-channel order.</summary>
internal static class BroadcastConstant
{
    /// <summary>The constant's values, one a channel; null when they vary over pixels or do not fit the map.</summary>
    public static float[]? PerChannel(Tensor constant, MapValue map)
    {
        if (Arrange(constant, map) is not var (values, shape) || shape.Pixels != 1)
        {
            return null;
        }

        return shape.Channels == map.Shape.Channels ? values : [.. Enumerable.Repeat(values[0], map.Shape.Channels)];
    }

    /// <summary>The constant as a map whose axes are the map's or 1; null when it does not fit.</summary>
    public static (float[] Values, MapShape Shape)? Arrange(Tensor constant, MapValue map)
    {
        if (!constant.IsFloat || !map.IsWhole || constant.Rank > map.Dims.Count)
        {
            return null;
        }

        var sizes = new Dictionary<Axis, int>();
        var strides = new Dictionary<Axis, int>();
        var constantStrides = Shapes.Strides(constant.Shape);
        for (var i = 0; i < constant.Rank; i++)
        {
            var dim = map.Dims[map.Dims.Count - constant.Rank + i];
            if (constant.Shape[i] != 1 && (dim.Axis is Axis.Batch or Axis.One || constant.Shape[i] != dim.Size))
            {
                return null;
            }

            sizes[dim.Axis] = constant.Shape[i];
            strides[dim.Axis] = constant.Shape[i] == 1 ? 0 : constantStrides[i];
        }

        int Size(Axis axis) => sizes.GetValueOrDefault(axis, 1);
        int Stride(Axis axis) => strides.GetValueOrDefault(axis);
        var shape = new MapShape(Size(Axis.Height), Size(Axis.Width), Size(Axis.Channel));
        var values = new float[shape.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var (pixel, c) = (i / shape.Channels, i % shape.Channels);
            values[i] = constant.Floats[(pixel / shape.Width * Stride(Axis.Height)) + (pixel % shape.Width * Stride(Axis.Width)) + (c * Stride(Axis.Channel))];
        }

        return (values, shape);
    }
}
