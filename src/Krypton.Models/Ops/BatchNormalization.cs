using Krypton.Models.Lowering;
using Krypton.Models.Network;
using Krypton.Models.Onnx;
using Krypton.Models.Tensors;

namespace Krypton.Models.Ops;

/// <summary>Batch normalisation at inference: one scale and one shift a channel.</summary>
internal sealed class BatchNormalization : Operator
{
    public override Tensor[] Evaluate(OnnxNode node, Tensor?[] inputs)
    {
        var x = Required(inputs, 0, node);
        var (scale, shift) = Coefficients(node, [.. Enumerable.Range(1, 4).Select(i => Required(inputs, i, node))]);
        var plane = Shapes.Count(x.Shape.AsSpan(2));
        return [Tensor.Of([.. x.Floats.Select((v, i) => (v * scale[i / plane % x.Shape[1]]) + shift[i / plane % x.Shape[1]])], x.Shape)];
    }

    public override MapValue[]? Lower(Lowerer lowerer, OnnxNode node)
    {
        var parameters = Enumerable.Range(1, 4).Select(i => lowerer.Constant(node, i)).ToArray();
        if (lowerer.Map(node, 0) is not { } x || !(x.IsNchw || x.IsVector) || parameters.Contains(null) || node.Int("training_mode", 0) != 0)
        {
            return null;
        }

        var (scale, shift) = Coefficients(node, parameters!);
        if (scale.Length != x.Shape.Channels)
        {
            throw new ModelException($"{scale.Length} scales do not fit {x.Shape.Channels} channels");
        }

        return [lowerer.Map(new AffineLayer(scale, shift, Activation.None), x)];
    }

    private static (float[] Scale, float[] Shift) Coefficients(OnnxNode node, Tensor[] parameters)
    {
        var (gamma, beta, mean, variance) = (parameters[0].Floats, parameters[1].Floats, parameters[2].Floats, parameters[3].Floats);
        double epsilon = node.Float("epsilon", 1e-5f);
        var scale = gamma.Select((g, i) => g / Math.Sqrt(variance[i] + epsilon)).ToArray();
        return ([.. scale.Select(s => (float)s)], [.. scale.Select((s, i) => (float)(beta[i] - (mean[i] * s)))]);
    }
}
