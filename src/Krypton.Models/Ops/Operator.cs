using Krypton.Models.Lowering;
using Krypton.Models.Onnx;
using Krypton.Models.Tensors;

namespace Krypton.Models.Ops;

/// <summary>One ONNX operator: its scalar definition, and how it becomes layers of the network that Krypton runs.</summary>
public abstract class Operator
{
    /// <summary>The scalar definition, in the words of the ONNX specification: folds constants and is what fast kernels are held against.</summary>
    /// <param name="node">The node with its attributes.</param>
    /// <param name="inputs">One tensor an input; null where an optional one is left out.</param>
    public abstract Tensor[] Evaluate(OnnxNode node, Tensor?[] inputs);

    /// <summary>Adds the layers that compute the node for one image; null when it cannot be said in layers, which leaves it to ONNX Runtime.</summary>
    public virtual MapValue[]? Lower(Lowerer lowerer, OnnxNode node) => null;

    protected static Tensor Required(Tensor?[] inputs, int index, OnnxNode node) =>
        index < inputs.Length && inputs[index] is { } tensor
            ? tensor
            : throw new ModelException($"{node.Title} lacks input {index}");

    protected static Tensor? Optional(Tensor?[] inputs, int index) => index < inputs.Length ? inputs[index] : null;
}
