using Krypton.Models.Lowering;
using Krypton.Models.Network;
using Krypton.Models.Onnx;
using Krypton.Models.Tensors;

namespace Krypton.Models.Ops;

/// <summary>MaxPool, AveragePool and their global forms, over any number of spatial axes.</summary>
internal sealed class Pool(PoolKind kind, bool global) : Operator
{
    public override Tensor[] Evaluate(OnnxNode node, Tensor?[] inputs)
    {
        var x = Required(inputs, 0, node);
        var spatial = x.Shape[2..];
        var (windows, outputs, countPadding) = Geometry(node, spatial);
        int[] shape = [x.Shape[0], x.Shape[1], .. outputs];
        int[] kernel = [1, 1, .. windows.Select(w => w.Kernel)];
        var taps = Shapes.Count(kernel);
        var cells = Shapes.Count(spatial);
        var pixels = Shapes.Count(outputs);
        var y = new float[Shapes.Count(shape)];
        for (var i = 0; i < y.Length; i++)
        {
            var (plane, p) = (i / pixels, i % pixels);
            var (sum, max, counted) = (0.0, float.NegativeInfinity, 0);
            for (var t = 0; t < taps; t++)
            {
                var cell = Conv.Cell(p, t, windows, outputs, x.Shape, kernel);
                if (cell >= 0)
                {
                    var value = x.Floats[(plane * cells) + cell];
                    sum += value;
                    max = Math.Max(max, value);
                }

                counted += cell >= 0 || (countPadding && InPadding(p, t, windows, outputs, spatial)) ? 1 : 0;
            }

            y[i] = kind == PoolKind.Max ? max : (float)(sum / counted);
        }

        return [Tensor.Of(y, shape)];
    }

    public override MapValue[]? Lower(Lowerer lowerer, OnnxNode node)
    {
        if (lowerer.Map(node, 0) is not { IsNchw: true } x || (node.Outputs.Count > 1 && node.Outputs[1].Length > 0))
        {
            return null;
        }

        var (windows, outputs, countPadding) = Geometry(node, [x.Shape.Height, x.Shape.Width]);
        if (windows.Length != 2 || outputs[0] < 1 || outputs[1] < 1)
        {
            throw new ModelException($"its window does not fit into a map of {x.Shape}");
        }

        var shape = new MapShape(outputs[0], outputs[1], x.Shape.Channels);
        var layer = new PoolLayer(kind, windows[0], windows[1], countPadding);
        return [MapValue.Nchw(lowerer.Append(layer, shape, x.Node), shape)];
    }

    private (AxisWindow[] Windows, int[] Outputs, bool CountPadding) Geometry(OnnxNode node, int[] spatial)
    {
        if (global)
        {
            return ([.. spatial.Select(length => new AxisWindow(length))], [.. spatial.Select(_ => 1)], false);
        }

        var kernel = node.Ints("kernel_shape") ?? throw new ModelException("it lacks kernel_shape");
        if (kernel.Length != spatial.Length)
        {
            throw new ModelException($"a kernel of {kernel.Length} axes does not fit an input of {spatial.Length} spatial axes");
        }

        var windows = SpatialWindow.Read(node, [.. kernel.Select(k => (int)Math.Clamp(k, -1, int.MaxValue))], spatial);
        for (var axis = 0; axis < windows.Length; axis++)
        {
            var (window, reach) = (windows[axis], windows[axis].Extent - 1);
            if (window.PadBefore > reach || window.PadAfter > reach || (window.Dilation > spatial[axis] && window.PadBefore + window.PadAfter > 0))
            {
                throw new ModelException("its pads are so large that a window may lie in the padding alone, where there is nothing to pool");
            }
        }

        var ceil = node.Int("ceil_mode", 0) != 0;
        var outputs = windows.Select((w, axis) => w.Outputs(spatial[axis], ceil)).ToArray();
        return (windows, outputs, node.Int("count_include_pad", 0) != 0);
    }

    /// <summary>True when the tap lies in declared padding; the overhang that ceil_mode adds beyond it counts for nothing.</summary>
    private static bool InPadding(int pixel, int tap, AxisWindow[] windows, int[] outputs, int[] spatial)
    {
        for (var axis = windows.Length - 1; axis >= 0; axis--)
        {
            var window = windows[axis];
            var i = (pixel % outputs[axis] * window.Stride) - window.PadBefore + (tap % window.Kernel * window.Dilation);
            if (i >= spatial[axis] + window.PadAfter)
            {
                return false;
            }

            pixel /= outputs[axis];
            tap /= window.Kernel;
        }

        return true;
    }
}
