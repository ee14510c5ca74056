using Krypton.Models.Lowering;
using Krypton.Models.Network;
using Krypton.Models.Onnx;
using Krypton.Models.Tensors;

namespace Krypton.Models.Ops;

/// <summary>Add, Sub, Mul and Div with broadcasting.</summary>
internal sealed class Binary(BinaryKind kind) : Operator
{
    public override Tensor[] Evaluate(OnnxNode node, Tensor?[] inputs) => [Combine(Required(inputs, 0, node), Required(inputs, 1, node))];

    public override MapValue[]? Lower(Lowerer lowerer, OnnxNode node)
    {
        var (a, b) = (lowerer.Map(node, 0), lowerer.Map(node, 1));
        var result = (a, b, lowerer.Constant(node, 0), lowerer.Constant(node, 1)) switch
        {
            ({ } x, { } y, _, _) => Combine(lowerer, x, y, kind),
            ({ } x, null, _, { } c) => WithConstant(lowerer, x, c, constantFirst: false),
            (null, { } x, { } c, _) => WithConstant(lowerer, x, c, constantFirst: true),
            _ => null,
        };
        return result is null ? null : [result];
    }

    /// <summary>Two maps of equal rank and order, either of which may be broadcast.</summary>
    internal static MapValue? Combine(Lowerer lowerer, MapValue a, MapValue b, BinaryKind kind)
    {
        if (a.Dims.Count != b.Dims.Count || !a.IsWhole || !b.IsWhole)
        {
            return null;
        }

        var dims = new Dim[a.Dims.Count];
        for (var i = 0; i < dims.Length; i++)
        {
            var (x, y) = (a.Dims[i], b.Dims[i]);
            if (x.Axis != y.Axis && x.Axis != Axis.One && y.Axis != Axis.One)
            {
                return null;
            }

            dims[i] = x.Axis == Axis.One ? y : x;
            if (x.Size != y.Size && x.Size != 1 && y.Size != 1)
            {
                throw new ModelException($"shapes {Shapes.Text(a.OnnxShape)} and {Shapes.Text(b.OnnxShape)} do not broadcast");
            }
        }

        // Two axes of size 1 may hide different meanings ([N, C, 1, 1] against [N, 1, 1, C]): every axis may appear once only.
        if (dims.Where(d => d.Axis != Axis.One).GroupBy(d => d.Axis).Any(g => g.Count() > 1))
        {
            return null;
        }

        var shape = new MapShape(
            Math.Max(a.Shape.Height, b.Shape.Height), Math.Max(a.Shape.Width, b.Shape.Width), Math.Max(a.Shape.Channels, b.Shape.Channels));
        return new MapValue(lowerer.Append(new BinaryLayer(kind, Activation.None), shape, a.Node, b.Node), shape, dims);
    }

    private MapValue? WithConstant(Lowerer lowerer, MapValue x, Tensor constant, bool constantFirst)
    {
        if (BroadcastConstant.PerChannel(constant, x) is { } c)
        {
            var ones = Enumerable.Repeat(1f, c.Length).ToArray();
            var zeros = new float[c.Length];
            var affine = (kind, constantFirst) switch
            {
                (BinaryKind.Add, _) => new AffineLayer(ones, c, Activation.None),
                (BinaryKind.Multiply, _) => new AffineLayer(c, zeros, Activation.None),
                (BinaryKind.Subtract, false) => new AffineLayer(ones, [.. c.Select(v => -v)], Activation.None),
                (BinaryKind.Subtract, true) => new AffineLayer([.. ones.Select(v => -v)], c, Activation.None),
                (BinaryKind.Divide, false) when !c.Contains(0) => new AffineLayer([.. c.Select(v => 1 / v)], zeros, Activation.None),
                _ => null,
            };
            if (affine is not null)
            {
                return lowerer.Map(affine, x);
            }
        }

        if (BroadcastConstant.Arrange(constant, x) is not var (values, shape))
        {
            return null;
        }

        var map = lowerer.Append(new ConstantLayer(values), shape);
        int[] inputs = constantFirst ? [map, x.Node] : [x.Node, map];
        return x with { Node = lowerer.Append(new BinaryLayer(kind, Activation.None), x.Shape, inputs) };
    }

    private Tensor Combine(Tensor a, Tensor b)
    {
        var shape = Shapes.Broadcast(a.Shape, b.Shape);
        var (sa, sb) = (Shapes.BroadcastStrides(a.Shape, shape), Shapes.BroadcastStrides(b.Shape, shape));
        var count = Shapes.Count(shape);
        if (a.IsFloat)
        {
            var floats = new float[count];
            for (var i = 0; i < count; i++)
            {
                var (x, y) = (a.Floats[Shapes.Offset(i, shape, sa)], b.Floats[Shapes.Offset(i, shape, sb)]);
                floats[i] = kind switch { BinaryKind.Add => x + y, BinaryKind.Subtract => x - y, BinaryKind.Multiply => x * y, _ => x / y };
            }

            return Tensor.Of(floats, shape);
        }

        var integers = new long[count];
        for (var i = 0; i < count; i++)
        {
            var (x, y) = (a.Integers[Shapes.Offset(i, shape, sa)], b.Integers[Shapes.Offset(i, shape, sb)]);
            integers[i] = kind switch { BinaryKind.Add => x + y, BinaryKind.Subtract => x - y, BinaryKind.Multiply => x * y, _ => x / y };
        }

        return Tensor.Of(integers, shape);
    }
}
