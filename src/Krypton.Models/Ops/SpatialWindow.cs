using Krypton.Models.Network;
using Krypton.Models.Onnx;

namespace Krypton.Models.Ops;

/// <summary>Reads kernel, strides, pads, dilations and auto_pad of Conv and the pools.</summary>
internal static class SpatialWindow
{
    /// <summary>One window a spatial axis.</summary>
    /// <exception cref="ModelException">The attributes have the wrong length or impossible values.</exception>
    public static AxisWindow[] Read(OnnxNode node, ReadOnlySpan<int> kernel, ReadOnlySpan<int> input)
    {
        var rank = kernel.Length;
        var strides = Attribute(node, "strides", rank, 1);
        var dilations = Attribute(node, "dilations", rank, 1);
        var pads = Attribute(node, "pads", 2 * rank, 0);
        var auto = node.Text("auto_pad", "NOTSET");
        var windows = new AxisWindow[rank];
        for (var axis = 0; axis < rank; axis++)
        {
            if (kernel[axis] < 1 || strides[axis] < 1 || dilations[axis] < 1 || pads[axis] < 0 || pads[rank + axis] < 0 ||
                (long)kernel[axis] * dilations[axis] > 1 << 20 || pads[axis] > 1 << 20 || pads[rank + axis] > 1 << 20)
            {
                throw new ModelException("kernel, strides and dilations must be at least 1, pads at least 0, and none absurdly large");
            }

            var window = new AxisWindow(kernel[axis], (int)strides[axis], (int)pads[axis], (int)pads[rank + axis], (int)dilations[axis]);
            windows[axis] = auto switch
            {
                "NOTSET" or "" => window,
                "VALID" => window with { PadBefore = 0, PadAfter = 0 },
                "SAME_UPPER" => Same(window, input[axis], upper: true),
                "SAME_LOWER" => Same(window, input[axis], upper: false),
                _ => throw new ModelException($"auto_pad '{auto}' is unknown"),
            };
        }

        return windows;
    }

    private static AxisWindow Same(AxisWindow window, int input, bool upper)
    {
        var outputs = (input + window.Stride - 1) / window.Stride;
        var pad = Math.Max(0, ((outputs - 1) * window.Stride) + window.Extent - input);
        return window with { PadBefore = upper ? pad / 2 : pad - (pad / 2), PadAfter = upper ? pad - (pad / 2) : pad / 2 };
    }

    private static long[] Attribute(OnnxNode node, string name, int length, long otherwise)
    {
        var values = node.Ints(name);
        if (values is null or { Length: 0 })
        {
            return [.. Enumerable.Repeat(otherwise, length)];
        }

        return values.Length == length && values.All(v => v is >= int.MinValue and <= int.MaxValue)
            ? values
            : throw new ModelException($"attribute {name} has {values.Length} values where {length} are needed");
    }
}
