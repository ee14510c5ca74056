using Krypton.Models.Lowering;
using Krypton.Models.Network;
using Krypton.Models.Onnx;
using Krypton.Models.Tensors;

namespace Krypton.Models.Ops;

/// <summary>An element-wise activation. Given the node and its constant inputs, the function says which; null when an input it needs is not constant.</summary>
internal sealed class Unary(Func<OnnxNode, Tensor?[], Activation?> activation) : Operator
{
    /// <summary>Clip's bounds: attributes up to opset 6 to 10, inputs since; a missing one is unbounded.</summary>
    public static Activation? ClipBounds(OnnxNode node, Tensor?[] inputs)
    {
        var low = Optional(inputs, 1) is { } l ? Scalar(l) : node.Float("min", float.MinValue);
        var high = Optional(inputs, 2) is { } h ? Scalar(h) : node.Float("max", float.MaxValue);
        return new Activation(ActivationKind.Clip, low, high);
    }

    public override Tensor[] Evaluate(OnnxNode node, Tensor?[] inputs)
    {
        var x = Required(inputs, 0, node);
        var function = activation(node, inputs)!.Value;
        return x.IsFloat
            ? [Tensor.Of([.. x.Floats.Select(function.Apply)], x.Shape)]
            : [Tensor.Of([.. x.Integers.Select(v => (long)function.Apply(v))], x.Shape)];
    }

    public override MapValue[]? Lower(Lowerer lowerer, OnnxNode node)
    {
        var parameters = new Tensor?[node.Inputs.Count];
        for (var i = 1; i < parameters.Length; i++)
        {
            parameters[i] = lowerer.Constant(node, i);
            if (parameters[i] is null && !lowerer.Omits(node, i))
            {
                return null;
            }
        }

        return lowerer.Map(node, 0) is { } x && activation(node, parameters) is { } function
            ? [lowerer.Map(new ActivationLayer(function), x)]
            : null;
    }

    private static float Scalar(Tensor tensor) => tensor.IsFloat ? tensor.Floats[0] : tensor.Integers[0];
}
