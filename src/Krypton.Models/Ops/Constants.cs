using Krypton.Models.Onnx;
using Krypton.Models.Tensors;

namespace Krypton.Models.Ops;

// Operators that only ever concern constants and shapes: they fold away.

internal sealed class Constant : Operator
{
    public override Tensor[] Evaluate(OnnxNode node, Tensor?[] inputs) =>
    [
        node.TensorValue("value")
        ?? (node.Floats("value_floats") is { } floats ? Tensor.Of(floats, floats.Length) : null)
        ?? (node.Ints("value_ints") is { } ints ? Tensor.Of(ints, ints.Length) : null)
        ?? (node.Has("value_float") ? Tensor.Of([node.Float("value_float", 0)]) : null)
        ?? (node.Has("value_int") ? Tensor.Of([node.Int("value_int", 0)]) : null)
        ?? throw new ModelException("it holds no value of a kind that Krypton reads"),
    ];
}

internal sealed class ConstantOfShape : Operator
{
    public override Tensor[] Evaluate(OnnxNode node, Tensor?[] inputs)
    {
        int[] shape = [.. Required(inputs, 0, node).Integers.Select(d => checked((int)d))];
        var value = node.TensorValue("value") ?? Tensor.Of([0f], 1);
        return [value.Select(shape, _ => 0)];
    }
}

internal sealed class Cast : Operator
{
    public override Tensor[] Evaluate(OnnxNode node, Tensor?[] inputs)
    {
        var x = Required(inputs, 0, node);
        return
        [
            (TensorProto.Types.DataType)node.Int("to", 0) switch
            {
                TensorProto.Types.DataType.Float or TensorProto.Types.DataType.Double or TensorProto.Types.DataType.Float16 or TensorProto.Types.DataType.Bfloat16 =>
                    x.IsFloat ? x : Tensor.Of([.. x.Integers.Select(v => (float)v)], x.Shape),
                TensorProto.Types.DataType.Bool => Tensor.OfBooleans([.. x.IsFloat ? x.Floats.Select(v => v != 0 ? 1L : 0L) : x.Integers.Select(v => v != 0 ? 1L : 0L)], x.Shape),
                TensorProto.Types.DataType.String or TensorProto.Types.DataType.Undefined => throw new ModelException("it casts to a type that Krypton does not know"),
                _ => x.IsFloat ? Tensor.Of([.. x.Floats.Select(v => (long)v)], x.Shape) : Tensor.Of(x.Integers, x.Shape),
            },
        ];
    }

    // All floating types are float here, so a cast between them changes nothing.
    public override Lowering.MapValue[]? Lower(Lowering.Lowerer lowerer, OnnxNode node) =>
        (TensorProto.Types.DataType)node.Int("to", 0) is TensorProto.Types.DataType.Float && lowerer.Map(node, 0) is { } x ? [x] : null;
}

internal sealed class Shape : Operator
{
    /// <summary>The part of a shape that start and end (opset 15) select.</summary>
    public static Tensor Of(OnnxNode node, int[] shape)
    {
        int Bound(long value) => (int)Math.Clamp(value < 0 ? value + shape.Length : value, 0, shape.Length);
        var (start, end) = (Bound(node.Int("start", 0)), Bound(node.Int("end", shape.Length)));
        long[] part = [.. shape.Skip(start).Take(Math.Max(0, end - start)).Select(d => (long)d)];
        return Tensor.Of(part, part.Length);
    }

    public override Tensor[] Evaluate(OnnxNode node, Tensor?[] inputs) => [Of(node, Required(inputs, 0, node).Shape)];
}

internal sealed class Gather : Operator
{
    public override Tensor[] Evaluate(OnnxNode node, Tensor?[] inputs)
    {
        var (x, indices) = (Required(inputs, 0, node), Required(inputs, 1, node));
        var axis = Shapes.Axis(node.Int("axis", 0), x.Rank);
        int[] shape = [.. x.Shape.AsSpan(0, axis), .. indices.Shape, .. x.Shape.AsSpan(axis + 1)];
        var inner = Shapes.Count(x.Shape.AsSpan(axis + 1));
        return
        [
            x.Select(shape, i =>
            {
                var (o, rest) = Math.DivRem(i, indices.Count * inner);
                return (((o * x.Shape[axis]) + Shapes.Axis(indices.Integers[rest / inner], x.Shape[axis])) * inner) + (rest % inner);
            }),
        ];
    }
}
