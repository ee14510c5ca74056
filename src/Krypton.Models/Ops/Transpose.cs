using Krypton.Models.Lowering;
using Krypton.Models.Onnx;
using Krypton.Models.Tensors;

namespace Krypton.Models.Ops;

/// <summary>A permutation of axes. On maps nothing moves: only the order in which ONNX sees the axes changes.</summary>
internal sealed class Transpose : Operator
{
    public override Tensor[] Evaluate(OnnxNode node, Tensor?[] inputs)
    {
        var x = Required(inputs, 0, node);
        var order = Order(node, x.Rank);
        var shape = order.Select(a => x.Shape[a]).ToArray();
        var strides = Shapes.Strides(x.Shape);
        var permuted = order.Select(a => strides[a]).ToArray();
        return [x.Select(shape, i => Shapes.Offset(i, shape, permuted))];
    }

    public override MapValue[]? Lower(Lowerer lowerer, OnnxNode node) =>
        lowerer.Map(node, 0) is { } x ? [x with { Dims = [.. Order(node, x.Dims.Count).Select(a => x.Dims[a])] }] : null;

    private static int[] Order(OnnxNode node, int rank)
    {
        var order = node.Ints("perm")?.Select(a => Shapes.Axis(a, rank)).ToArray() ?? [.. Enumerable.Range(0, rank).Reverse()];
        return order.Length == rank && order.Distinct().Count() == rank
            ? order
            : throw new ModelException($"perm is no permutation of {rank} axes");
    }
}
