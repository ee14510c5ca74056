using Krypton.Models.Lowering;
using Krypton.Models.Network;
using Krypton.Models.Onnx;
using Krypton.Models.Tensors;

namespace Krypton.Models.Ops;

/// <summary>Padding by a constant, the edge or a reflection; maps take constant borders of rows and columns.</summary>
internal sealed class Pad : Operator
{
    public override Tensor[] Evaluate(OnnxNode node, Tensor?[] inputs)
    {
        var x = Required(inputs, 0, node);
        var pads = Pads(node, x.Rank, Optional(inputs, 1), Optional(inputs, 3));
        var value = Value(node, Optional(inputs, 2));
        var mode = node.Text("mode", "constant");
        int[] shape = [.. x.Shape.Select((d, i) => d + pads[i] + pads[x.Rank + i])];
        var strides = Shapes.Strides(x.Shape);
        var padded = x.IsFloat ? Tensor.Of([.. x.Floats, value], x.Count + 1) : Tensor.Of([.. x.Integers, (long)value], x.Count + 1);
        return [padded.Select(shape, i => Source(i, shape, x.Shape, strides, pads, mode))];
    }

    public override MapValue[]? Lower(Lowerer lowerer, OnnxNode node)
    {
        if (lowerer.Map(node, 0) is not { IsWhole: true } x || node.Text("mode", "constant") != "constant" ||
            Enumerable.Range(1, 3).Any(i => lowerer.Constant(node, i) is null && !lowerer.Omits(node, i)))
        {
            return null;
        }

        var pads = Pads(node, x.Dims.Count, lowerer.Constant(node, 1), lowerer.Constant(node, 3));
        var amounts = new Dictionary<Axis, (int Before, int After)>();
        for (var i = 0; i < x.Dims.Count; i++)
        {
            if (pads[i] != 0 || pads[x.Dims.Count + i] != 0)
            {
                if (x.Dims[i].Axis is not (Axis.Height or Axis.Width))
                {
                    return null;
                }

                amounts[x.Dims[i].Axis] = (pads[i], pads[x.Dims.Count + i]);
            }
        }

        var (top, bottom) = amounts.GetValueOrDefault(Axis.Height);
        var (left, right) = amounts.GetValueOrDefault(Axis.Width);
        return [Bordered(lowerer, x, new PadLayer(top, left, bottom, right, Value(node, lowerer.Constant(node, 2))))];
    }

    /// <summary>The map with a border added or, where negative, cut off.</summary>
    internal static MapValue Bordered(Lowerer lowerer, MapValue x, PadLayer pad)
    {
        var shape = checked(x.Shape with { Height = x.Shape.Height + pad.Top + pad.Bottom, Width = x.Shape.Width + pad.Left + pad.Right });
        if (shape.Height < 1 || shape.Width < 1)
        {
            throw new ModelException($"nothing is left of a map of {x.Shape}");
        }

        var dims = x.Dims.Select(d => d.Axis is Axis.Height ? d with { Size = shape.Height } : d.Axis is Axis.Width ? d with { Size = shape.Width } : d);
        return new MapValue(lowerer.Append(pad, shape, x.Node), shape, [.. dims]);
    }

    private static int Source(int index, int[] shape, int[] from, int[] strides, int[] pads, string mode)
    {
        var offset = 0;
        for (var axis = shape.Length - 1; axis >= 0; axis--)
        {
            var (i, length) = ((index % shape[axis]) - pads[axis], from[axis]);
            index /= shape[axis];
            if (i < 0 || i >= length)
            {
                switch (mode)
                {
                    case "constant":
                        return Shapes.Count(from);
                    case "edge":
                        i = Math.Clamp(i, 0, length - 1);
                        break;
                    case "reflect":
                        var period = Math.Max(1, 2 * (length - 1));
                        i = ((i % period) + period) % period;
                        i = i < length ? i : period - i;
                        break;
                    default:
                        throw new ModelException($"pad mode '{mode}' is unknown");
                }
            }

            offset += i * strides[axis];
        }

        return offset;
    }

    /// <summary>The pads of every axis: an attribute before opset 11, an input since; opset 18 may name the axes they belong to.</summary>
    private static int[] Pads(OnnxNode node, int rank, Tensor? input, Tensor? axes)
    {
        var values = input?.Integers ?? node.Ints("pads") ?? throw new ModelException("it lacks pads");
        var named = axes?.Integers.Select(a => Shapes.Axis(a, rank)).ToArray() ?? [.. Enumerable.Range(0, rank)];
        if (values.Length != 2 * named.Length)
        {
            throw new ModelException($"{values.Length} pads do not fit {named.Length} axes");
        }

        var pads = new int[2 * rank];
        for (var i = 0; i < named.Length; i++)
        {
            pads[named[i]] = checked((int)values[i]);
            pads[rank + named[i]] = checked((int)values[named.Length + i]);
        }

        return pads;
    }

    private static float Value(OnnxNode node, Tensor? input) =>
        input is null ? node.Float("value", 0) : input.IsFloat ? input.Floats[0] : input.Integers[0];
}
