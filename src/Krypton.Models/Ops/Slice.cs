using Krypton.Models.Lowering;
using Krypton.Models.Network;
using Krypton.Models.Onnx;
using Krypton.Models.Tensors;

namespace Krypton.Models.Ops;

/// <summary>A slice with steps; on maps a choice of channels, or a crop of rows and columns.</summary>
internal sealed class Slice : Operator
{
    private readonly record struct Range(int Start, int Step, int Count);

    public override Tensor[] Evaluate(OnnxNode node, Tensor?[] inputs)
    {
        var x = Required(inputs, 0, node);
        var ranges = Ranges(node, x.Shape, i => Optional(inputs, i)) ?? throw new ModelException("its starts and ends are not known");
        int[] shape = [.. ranges.Select(r => r.Count)];
        var strides = Shapes.Strides(x.Shape);
        var first = ranges.Select((r, axis) => r.Start * strides[axis]).Sum();
        int[] steps = [.. ranges.Select((r, axis) => r.Step * strides[axis])];
        return [x.Select(shape, i => first + Shapes.Offset(i, shape, steps))];
    }

    public override MapValue[]? Lower(Lowerer lowerer, OnnxNode node)
    {
        if (lowerer.Map(node, 0) is not { IsWhole: true } x || Ranges(node, x.OnnxShape, i => lowerer.Constant(node, i)) is not { } ranges)
        {
            return null;
        }

        for (var i = 0; i < ranges.Length; i++)
        {
            var (range, dim) = (ranges[i], x.Dims[i]);
            if (range is { Start: 0, Step: 1 } && range.Count == dim.Size)
            {
                continue;
            }

            if (range.Count < 1 || dim.Axis is Axis.Batch or Axis.One || (dim.Axis != Axis.Channel && range.Step != 1))
            {
                return null;
            }

            var (before, after) = (-range.Start, range.Start + range.Count - dim.Size);
            x = dim.Axis switch
            {
                Axis.Channel => Channels(lowerer, x, [.. Enumerable.Range(0, range.Count).Select(c => range.Start + (c * range.Step))]),
                Axis.Height => Pad.Bordered(lowerer, x, new PadLayer(before, 0, after, 0, 0)),
                _ => Pad.Bordered(lowerer, x, new PadLayer(0, before, 0, after, 0)),
            };
        }

        return [x];
    }

    /// <summary>The map with only the given channels, in that order.</summary>
    internal static MapValue Channels(Lowerer lowerer, MapValue x, int[] source)
    {
        var shape = x.Shape with { Channels = source.Length };
        var dims = x.Dims.Select(d => d.Axis == Axis.Channel ? MapValue.Along(Axis.Channel, source.Length) : d);
        return new MapValue(lowerer.Append(new ChannelGatherLayer(source), shape, x.Node), shape, [.. dims]);
    }

    /// <summary>One range an axis: attributes before opset 10, inputs since; null when an input is not constant.</summary>
    private static Range[]? Ranges(OnnxNode node, int[] shape, Func<int, Tensor?> input)
    {
        bool Given(int i) => i < node.Inputs.Count && node.Inputs[i].Length > 0;
        var starts = node.Ints("starts") ?? input(1)?.Integers;
        var ends = node.Ints("ends") ?? input(2)?.Integers;
        if (starts is null || ends is null || (Given(3) && input(3) is null) || (Given(4) && input(4) is null))
        {
            return null;
        }

        var axes = node.Ints("axes") ?? input(3)?.Integers ?? [.. Enumerable.Range(0, starts.Length).Select(i => (long)i)];
        var steps = input(4)?.Integers;
        Range[] ranges = [.. shape.Select(d => new Range(0, 1, d))];
        for (var i = 0; i < axes.Length; i++)
        {
            var axis = Shapes.Axis(axes[i], shape.Length);
            var (length, step) = (shape[axis], steps?[i] ?? 1);
            if (step == 0)
            {
                throw new ModelException("a step of 0 never ends");
            }

            long Bound(long value, long low, long high) => Math.Clamp(value < 0 ? value + length : value, low, high);
            var start = step > 0 ? Bound(starts[i], 0, length) : Bound(starts[i], 0, length - 1);
            var end = step > 0 ? Bound(ends[i], 0, length) : Bound(ends[i], -1, length - 1);
            var count = Math.Max(0, (end - start + step - Math.Sign(step)) / step);
            ranges[axis] = new Range((int)start, (int)Math.Clamp(step, int.MinValue, int.MaxValue), (int)count);
        }

        return ranges;
    }
}
