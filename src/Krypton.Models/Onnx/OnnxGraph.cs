using Krypton.Models.Tensors;

namespace Krypton.Models.Onnx;

/// <summary>A validated ONNX graph: nodes in an order in which each one's inputs exist, constants decoded, one image input.</summary>
/// <param name="Proto">The model as read; parts of it are handed to ONNX Runtime.</param>
/// <param name="Nodes">In topological order.</param>
/// <param name="Initializers">Constants by name.</param>
/// <param name="Inputs">Inputs that are not initializers.</param>
public sealed record OnnxGraph(
    ModelProto Proto,
    IReadOnlyList<OnnxNode> Nodes,
    IReadOnlyDictionary<string, Tensor> Initializers,
    IReadOnlyList<ValueInfoProto> Inputs,
    IReadOnlyList<string> Outputs)
{
    public int Opset { get; init; }
}
