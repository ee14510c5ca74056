using Krypton.Models.Lowering;
using Krypton.Models.Network;
using Krypton.Models.Onnx;
using Krypton.Models.Tensors;

namespace Krypton.Models.Ops;

/// <summary>alpha · A · B + beta · C: a dense layer when A is a vector and B and C are constants.</summary>
internal sealed class Gemm : Operator
{
    public override Tensor[] Evaluate(OnnxNode node, Tensor?[] inputs)
    {
        var a = node.Int("transA", 0) != 0 ? Transposed(Required(inputs, 0, node)) : Required(inputs, 0, node);
        var b = node.Int("transB", 0) != 0 ? Transposed(Required(inputs, 1, node)) : Required(inputs, 1, node);
        var (alpha, beta) = (node.Float("alpha", 1), node.Float("beta", 1));
        var product = MatMul.Multiply(a, b);
        var c = Optional(inputs, 2);
        var strides = c is null ? [] : Shapes.BroadcastStrides(c.Shape, product.Shape);
        return [Tensor.Of([.. product.Floats.Select((v, i) => (alpha * v) + (c is null ? 0 : beta * c.Floats[Shapes.Offset(i, product.Shape, strides)]))], product.Shape)];
    }

    public override MapValue[]? Lower(Lowerer lowerer, OnnxNode node)
    {
        var c = lowerer.Constant(node, 2);
        if (lowerer.Map(node, 0) is not { IsVector: true } x || lowerer.Constant(node, 1) is not { Rank: 2 } b || node.Int("transA", 0) != 0 ||
            (c is null && !lowerer.Omits(node, 2)))
        {
            return null;
        }

        var weights = node.Int("transB", 0) != 0 ? b : Transposed(b);
        var (alpha, beta) = (node.Float("alpha", 1), node.Float("beta", 1));
        var outputs = weights.Shape[0];
        var bias = new float[outputs];
        if (c is not null)
        {
            var strides = Shapes.BroadcastStrides(c.Shape, [1, outputs]);
            for (var o = 0; o < outputs; o++)
            {
                bias[o] = beta * c.Floats[o * strides[1]];
            }
        }

        var scaled = alpha == 1 ? weights.Floats : [.. weights.Floats.Select(w => alpha * w)];
        return [Dense(lowerer, x, scaled, weights.Shape, bias)];
    }

    /// <summary>A dense layer is a convolution whose kernel is the whole map; here the map is one pixel.</summary>
    internal static MapValue Dense(Lowerer lowerer, MapValue x, float[] weights, int[] shape, float[] bias)
    {
        if (shape[1] != x.Shape.Channels)
        {
            throw new ModelException($"a weight matrix for {shape[1]} inputs does not fit a vector of {x.Shape.Channels}");
        }

        var layer = new ConvolutionLayer(weights, bias, new AxisWindow(1), new AxisWindow(1), 1, Activation.None);
        return MapValue.Vector(lowerer.Append(layer, new MapShape(1, 1, shape[0]), x.Node), shape[0]);
    }

    internal static Tensor Transposed(Tensor matrix)
    {
        var (rows, columns) = (matrix.Shape[0], matrix.Shape[1]);
        return matrix.Select([columns, rows], i => (i % rows * columns) + (i / rows));
    }
}
