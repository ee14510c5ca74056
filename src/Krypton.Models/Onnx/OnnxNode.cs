using Krypton.Models.Tensors;

namespace Krypton.Models.Onnx;

/// <summary>One node of an ONNX graph with typed access to its attributes.</summary>
public sealed class OnnxNode(NodeProto proto, int opset)
{
    public NodeProto Proto { get; } = proto;

    /// <summary>The version of the operator set the node's meaning is taken from.</summary>
    public int Opset { get; } = opset;

    /// <summary>The operator, with its domain in front when that is not the standard one.</summary>
    public string Op { get; } = proto.Domain is "" or "ai.onnx" ? proto.OpType : $"{proto.Domain}.{proto.OpType}";

    public IReadOnlyList<string> Inputs => Proto.Input;

    public IReadOnlyList<string> Outputs => Proto.Output;

    /// <summary>Every value the node reads, those that its subgraphs (If, Loop) capture included.</summary>
    public IEnumerable<string> Reads => Inputs.Where(i => i.Length > 0).Concat(Proto.Attribute.SelectMany(Captured)).Distinct();

    public string Title => Proto.Name.Length > 0 ? $"{Op} '{Proto.Name}'" : $"{Op} making '{(Outputs.Count > 0 ? Outputs[0] : "nothing")}'";

    public bool Has(string name) => Find(name) is not null;

    public long Int(string name, long otherwise) => Find(name)?.I ?? otherwise;

    public float Float(string name, float otherwise) => Find(name)?.F ?? otherwise;

    public string Text(string name, string otherwise) => Find(name)?.S.ToStringUtf8() ?? otherwise;

    public long[]? Ints(string name) => Find(name) is { } attribute ? [.. attribute.Ints] : null;

    public float[]? Floats(string name) => Find(name) is { } attribute ? [.. attribute.Floats] : null;

    public Tensor? TensorValue(string name) => Find(name) is { T: { } tensor } ? TensorReader.Read(tensor) : null;

    private static IEnumerable<string> Captured(AttributeProto attribute) =>
        attribute.Graphs.Concat(attribute.G is { } body ? [body] : []).SelectMany(graph =>
        {
            var inside = graph.Node.SelectMany(n => n.Output).Concat(graph.Input.Select(i => i.Name)).Concat(graph.Initializer.Select(i => i.Name)).ToHashSet();
            return graph.Node.SelectMany(n => new OnnxNode(n, 0).Reads).Concat(graph.Output.Select(o => o.Name)).Where(name => !inside.Contains(name));
        });

    private AttributeProto? Find(string name)
    {
        foreach (var attribute in Proto.Attribute)
        {
            if (attribute.Name == name)
            {
                return attribute;
            }
        }

        return null;
    }
}
