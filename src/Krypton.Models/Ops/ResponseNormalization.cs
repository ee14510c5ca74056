using Krypton.Models.Lowering;
using Krypton.Models.Network;
using Krypton.Models.Onnx;
using Krypton.Models.Tensors;

namespace Krypton.Models.Ops;

/// <summary>LRN: x / (bias + alpha / size · Σ x²)^beta over neighbouring channels.</summary>
internal sealed class ResponseNormalization : Operator
{
    public override Tensor[] Evaluate(OnnxNode node, Tensor?[] inputs)
    {
        var x = Required(inputs, 0, node);
        var layer = Layer(node);
        var (channels, plane) = (x.Shape[1], Shapes.Count(x.Shape.AsSpan(2)));
        var y = new float[x.Count];
        for (var i = 0; i < y.Length; i++)
        {
            var c = i / plane % channels;
            var sum = 0.0;
            for (var j = Math.Max(0, c - ((layer.Size - 1) / 2)); j <= Math.Min(channels - 1, c + (layer.Size / 2)); j++)
            {
                var value = x.Floats[i + ((j - c) * plane)];
                sum += (double)value * value;
            }

            y[i] = (float)(x.Floats[i] / Math.Pow(layer.Bias + (layer.Alpha / layer.Size * sum), layer.Beta));
        }

        return [Tensor.Of(y, x.Shape)];
    }

    public override MapValue[]? Lower(Lowerer lowerer, OnnxNode node) =>
        lowerer.Map(node, 0) is { IsNchw: true } x ? [lowerer.Map(Layer(node), x)] : null;

    private static ResponseNormalizationLayer Layer(OnnxNode node)
    {
        var size = (int)node.Int("size", 0);
        return size > 0
            ? new(size, node.Float("alpha", 1e-4f), node.Float("beta", 0.75f), node.Float("bias", 1))
            : throw new ModelException("it needs a size of at least 1");
    }
}
