using Krypton.Models.Lowering;
using Krypton.Models.Onnx;
using Krypton.Models.Tensors;

namespace Krypton.Models.Ops;

/// <summary>A split into parts along an axis; on maps, along the channels.</summary>
internal sealed class Split : Operator
{
    public override Tensor[] Evaluate(OnnxNode node, Tensor?[] inputs)
    {
        var x = Required(inputs, 0, node);
        var axis = Shapes.Axis(node.Int("axis", 0), x.Rank);
        var inner = Shapes.Count(x.Shape.AsSpan(axis + 1));
        return
        [
            .. Parts(node, x.Shape[axis], Optional(inputs, 1)).Select(part =>
            {
                var shape = x.Shape.ToArray();
                shape[axis] = part.Count;
                return x.Select(shape, i =>
                {
                    var (o, rest) = Math.DivRem(i, part.Count * inner);
                    return (((o * x.Shape[axis]) + part.Start) * inner) + rest;
                });
            }),
        ];
    }

    public override MapValue[]? Lower(Lowerer lowerer, OnnxNode node)
    {
        if (lowerer.Map(node, 0) is not { IsWhole: true } x || (lowerer.Constant(node, 1) is null && !lowerer.Omits(node, 1)) ||
            x.Dims[Shapes.Axis(node.Int("axis", 0), x.Dims.Count)].Axis != Axis.Channel)
        {
            return null;
        }

        var parts = Parts(node, x.Shape.Channels, lowerer.Constant(node, 1));
        return parts.All(p => p.Count > 0) ? [.. parts.Select(p => Slice.Channels(lowerer, x, [.. Enumerable.Range(p.Start, p.Count)]))] : null;
    }

    private static List<(int Start, int Count)> Parts(OnnxNode node, int length, Tensor? input)
    {
        var sizes = input?.Integers ?? node.Ints("split");
        if (sizes is null)
        {
            // Equal parts, the last one smaller when the length does not divide (opset 18).
            var size = (length + node.Outputs.Count - 1) / node.Outputs.Count;
            sizes = [.. Enumerable.Range(0, node.Outputs.Count).Select(i => (long)Math.Clamp(length - (i * size), 0, size))];
        }

        if (sizes.Sum() != length || sizes.Any(s => s < 0))
        {
            throw new ModelException($"parts of {string.Join(", ", sizes)} do not add up to {length}");
        }

        var parts = new List<(int, int)>();
        var start = 0;
        foreach (var size in sizes)
        {
            parts.Add((start, (int)size));
            start += (int)size;
        }

        return parts;
    }
}
