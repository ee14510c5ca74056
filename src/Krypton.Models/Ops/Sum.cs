using Krypton.Models.Lowering;
using Krypton.Models.Network;
using Krypton.Models.Onnx;
using Krypton.Models.Tensors;

namespace Krypton.Models.Ops;

/// <summary>The sum of any number of inputs: a chain of additions.</summary>
internal sealed class Sum : Operator
{
    private readonly Binary _add = new(BinaryKind.Add);

    public override Tensor[] Evaluate(OnnxNode node, Tensor?[] inputs)
    {
        var sum = Required(inputs, 0, node);
        for (var i = 1; i < inputs.Length; i++)
        {
            sum = _add.Evaluate(node, [sum, Required(inputs, i, node)])[0];
        }

        return [sum];
    }

    public override MapValue[]? Lower(Lowerer lowerer, OnnxNode node)
    {
        var sum = lowerer.Map(node, 0);
        for (var i = 1; sum is not null && i < node.Inputs.Count; i++)
        {
            sum = lowerer.Map(node, i) is { } next ? Binary.Combine(lowerer, sum, next, BinaryKind.Add) : null;
        }

        return sum is null ? null : [sum];
    }
}
