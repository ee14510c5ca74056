using Krypton.Models.Lowering;
using Krypton.Models.Network;
using Krypton.Models.Onnx;
using Krypton.Models.Tensors;

namespace Krypton.Models.Ops;

/// <summary>Inputs one after the other along an axis; on maps, along the channels.</summary>
internal sealed class Concat : Operator
{
    public override Tensor[] Evaluate(OnnxNode node, Tensor?[] inputs)
    {
        var parts = Enumerable.Range(0, inputs.Length).Select(i => Required(inputs, i, node)).ToArray();
        var axis = Shapes.Axis(node.Int("axis", 1), parts[0].Rank);
        var shape = parts[0].Shape.ToArray();
        shape[axis] = parts.Sum(p => p.Shape[axis]);
        var inner = Shapes.Count(shape.AsSpan(axis + 1));
        var outer = Shapes.Count(shape.AsSpan(0, axis));
        return
        [
            parts[0].IsFloat
                ? Tensor.Of(Join(parts.Select(p => (p.Floats, p.Shape[axis] * inner)), outer), shape)
                : Tensor.Of(Join(parts.Select(p => (p.Integers, p.Shape[axis] * inner)), outer), shape),
        ];
    }

    public override MapValue[]? Lower(Lowerer lowerer, OnnxNode node)
    {
        var parts = new List<MapValue>();
        for (var i = 0; i < node.Inputs.Count; i++)
        {
            if (lowerer.Map(node, i) is not { IsWhole: true } part)
            {
                return null;
            }

            parts.Add(part);
        }

        var first = parts[0];
        var axis = Shapes.Axis(node.Int("axis", 1), first.Dims.Count);
        bool Alike(MapValue part) => part.Dims.Count == first.Dims.Count &&
            part.Shape with { Channels = 0 } == first.Shape with { Channels = 0 } &&
            Enumerable.Range(0, first.Dims.Count).All(i => i == axis
                ? part.Dims[i].Size == part.Shape.Channels && part.Dims[i].Axis is Axis.Channel or Axis.One
                : part.Dims[i] == first.Dims[i]);
        if (axis == 0 || !parts.All(Alike))
        {
            return null;
        }

        var shape = first.Shape with { Channels = parts.Sum(p => p.Shape.Channels) };
        var dims = first.Dims.ToArray();
        dims[axis] = MapValue.Along(Axis.Channel, shape.Channels);
        return [new MapValue(lowerer.Append(new ConcatLayer(), shape, [.. parts.Select(p => p.Node)]), shape, dims)];
    }

    private static T[] Join<T>(IEnumerable<(T[] Values, int Chunk)> parts, int outer)
    {
        var list = parts.ToList();
        var result = new List<T>();
        for (var o = 0; o < outer; o++)
        {
            foreach (var (values, chunk) in list)
            {
                result.AddRange(values.AsSpan(o * chunk, chunk));
            }
        }

        return [.. result];
    }
}
