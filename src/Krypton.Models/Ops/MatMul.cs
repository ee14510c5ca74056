using Krypton.Models.Lowering;
using Krypton.Models.Onnx;
using Krypton.Models.Tensors;

namespace Krypton.Models.Ops;

/// <summary>Matrix product with NumPy's broadcasting; a dense layer when a vector meets a constant matrix.</summary>
internal sealed class MatMul : Operator
{
    public override Tensor[] Evaluate(OnnxNode node, Tensor?[] inputs) => [Multiply(Required(inputs, 0, node), Required(inputs, 1, node))];

    public override MapValue[]? Lower(Lowerer lowerer, OnnxNode node)
    {
        if (lowerer.Map(node, 0) is not { IsVector: true } x || lowerer.Constant(node, 1) is not { Rank: 2 } b)
        {
            return null;
        }

        var weights = Gemm.Transposed(b);
        return [Gemm.Dense(lowerer, x, weights.Floats, weights.Shape, new float[weights.Shape[0]])];
    }

    internal static Tensor Multiply(Tensor a, Tensor b)
    {
        if (a.Rank < 2 || b.Rank < 2 || a.Shape[^1] != b.Shape[^2])
        {
            throw new ModelException($"matrices of shapes {Shapes.Text(a.Shape)} and {Shapes.Text(b.Shape)} do not multiply");
        }

        var (m, k, n) = (a.Shape[^2], a.Shape[^1], b.Shape[^1]);
        var batch = Shapes.Broadcast(a.Shape.AsSpan(0, a.Rank - 2), b.Shape.AsSpan(0, b.Rank - 2));
        var (sa, sb) = (Shapes.BroadcastStrides(a.Shape.AsSpan(0, a.Rank - 2), batch), Shapes.BroadcastStrides(b.Shape.AsSpan(0, b.Rank - 2), batch));
        int[] shape = [.. batch, m, n];
        var y = new float[Shapes.Count(shape)];
        for (var i = 0; i < y.Length; i++)
        {
            var matrix = i / (m * n);
            var left = (Shapes.Offset(matrix, batch, sa) * m * k) + (i / n % m * k);
            var right = (Shapes.Offset(matrix, batch, sb) * k * n) + (i % n);
            var sum = 0.0;
            for (var j = 0; j < k; j++)
            {
                sum += (double)a.Floats[left + j] * b.Floats[right + (j * n)];
            }

            y[i] = (float)sum;
        }

        return Tensor.Of(y, shape);
    }
}
