using Krypton.Models.Lowering;
using Krypton.Models.Network;
using Krypton.Models.Onnx;
using Krypton.Models.Tensors;

namespace Krypton.Models.Ops;

/// <summary>Parametric ReLU: negative values are multiplied by a learned slope.</summary>
internal sealed class PRelu : Operator
{
    public override Tensor[] Evaluate(OnnxNode node, Tensor?[] inputs)
    {
        var (x, slope) = (Required(inputs, 0, node), Required(inputs, 1, node));
        var strides = Shapes.BroadcastStrides(slope.Shape, x.Shape);
        return [Tensor.Of([.. x.Floats.Select((v, i) => v < 0 ? v * slope.Floats[Shapes.Offset(i, x.Shape, strides)] : v)], x.Shape)];
    }

    public override MapValue[]? Lower(Lowerer lowerer, OnnxNode node)
    {
        if (lowerer.Map(node, 0) is not { } x || lowerer.Constant(node, 1) is not { } slope || BroadcastConstant.PerChannel(slope, x) is not { } slopes)
        {
            return null;
        }

        return [lowerer.Map(new PReluLayer(slopes), x)];
    }
}
