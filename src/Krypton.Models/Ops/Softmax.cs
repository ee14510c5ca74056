using Krypton.Models.Lowering;
using Krypton.Models.Network;
using Krypton.Models.Onnx;
using Krypton.Models.Tensors;

namespace Krypton.Models.Ops;

/// <summary>Softmax and LogSoftmax in all meanings: before opset 13 over everything from the axis on (default 1), since then over the one axis (default −1).</summary>
internal sealed class Softmax(bool logarithm) : Operator
{
    public override Tensor[] Evaluate(OnnxNode node, Tensor?[] inputs)
    {
        var x = Required(inputs, 0, node);
        var axis = Axis(node, x.Rank);
        var length = Flattens(node) ? Shapes.Count(x.Shape.AsSpan(axis)) : x.Shape[axis];
        var inner = Flattens(node) ? 1 : Shapes.Count(x.Shape.AsSpan(axis + 1));
        var y = new float[x.Count];
        for (var group = 0; group < x.Count / length; group++)
        {
            var start = (group / inner * inner * length) + (group % inner);
            var max = float.NegativeInfinity;
            for (var i = 0; i < length; i++)
            {
                max = Math.Max(max, x.Floats[start + (i * inner)]);
            }

            var sum = 0.0;
            for (var i = 0; i < length; i++)
            {
                sum += Math.Exp(x.Floats[start + (i * inner)] - max);
            }

            for (var i = 0; i < length; i++)
            {
                var shifted = (double)x.Floats[start + (i * inner)] - max;
                y[start + (i * inner)] = (float)(logarithm ? shifted - Math.Log(sum) : Math.Exp(shifted) / sum);
            }
        }

        return [Tensor.Of(y, x.Shape)];
    }

    public override MapValue[]? Lower(Lowerer lowerer, OnnxNode node)
    {
        if (lowerer.Map(node, 0) is not { IsWhole: true } x)
        {
            return null;
        }

        var axis = Axis(node, x.Dims.Count);
        var reduced = Flattens(node) ? x.Dims.Skip(axis) : [x.Dims[axis]];
        var counted = reduced.Where(d => d.Size > 1).ToList();
        var overChannels = counted.Count == 1 && counted[0].Axis == Lowering.Axis.Channel;
        return overChannels ? [lowerer.Map(new SoftmaxLayer(logarithm), x)] : null;
    }

    private static bool Flattens(OnnxNode node) => node.Opset < 13;

    private static int Axis(OnnxNode node, int rank) => Shapes.Axis(node.Int("axis", Flattens(node) ? 1 : -1), rank);
}
