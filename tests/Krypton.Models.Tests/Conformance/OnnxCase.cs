using Google.Protobuf;
using Krypton.Models.Onnx;
using Krypton.Models.Ops;
using Krypton.Models.Tensors;

namespace Krypton.Models.Tests.Conformance;

/// <summary>One of ONNX's own cases: a model, its inputs and the outputs it must give.</summary>
internal sealed class OnnxCase(string folder)
{
    private readonly Lazy<ModelProto> _proto = new(() => ModelProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(folder, "model.onnx"))));

    public string Name { get; } = Path.GetFileName(folder);

    /// <summary>The folder of cases it belongs to: node or pytorch-converted.</summary>
    public string Suite { get; } = Path.GetFileName(Path.GetDirectoryName(folder)!);

    public IReadOnlyList<string> UnknownOperators => [.. _proto.Value.Graph.Node.Select(n => n.OpType).Where(op => OperatorCatalog.Find(op) is null).Distinct()];

    /// <summary>Inputs proper: before IR version 4 every initializer was listed as an input too.</summary>
    private IReadOnlyList<ValueInfoProto> GraphInputs =>
        [.. _proto.Value.Graph.Input.ExceptBy(_proto.Value.Graph.Initializer.Select(i => i.Name), input => input.Name)];

    public static IReadOnlyList<OnnxCase> All(string root) =>
    [
        .. new[] { "node", "pytorch-converted" }
            .SelectMany(suite => Directory.GetDirectories(Path.Combine(root, suite)))
            .Order(StringComparer.Ordinal)
            .Select(folder => new OnnxCase(folder)),
    ];

    /// <summary>The inputs in the graph's order.</summary>
    public IReadOnlyList<(string Name, Tensor Value)> Inputs() => Values("input", GraphInputs);

    public IReadOnlyList<(string Name, Tensor Value)> Outputs() => Values("output", _proto.Value.Graph.Output);

    /// <summary>The graph; its values named in <paramref name="constants"/> become initializers.</summary>
    /// <remarks>
    /// The cases reach from opset 6 (pytorch-converted) to the newest (node); the reader takes 7 to 21, so numbers outside are brought to
    /// the nearest inside. Versions after 21 only let the operators that Krypton knows take more element types. Version 7 dropped
    /// attributes that the cases do not depend on; where it changed a meaning (PRelu's slopes) the case fails and is excluded by name.
    /// </remarks>
    public OnnxGraph Graph(IReadOnlyList<string> constants)
    {
        var model = _proto.Value.Clone();
        foreach (var import in model.OpsetImport.Where(o => o.Domain is "" or "ai.onnx"))
        {
            import.Version = Math.Clamp(import.Version, OnnxReader.OldestOpset, OnnxReader.NewestOpset);
        }

        var inputs = GraphInputs;
        for (var i = 0; i < inputs.Count; i++)
        {
            if (constants.Contains(inputs[i].Name))
            {
                var tensor = Parse($"input_{i}.pb");
                tensor.Name = inputs[i].Name;
                model.Graph.Initializer.Add(tensor);
            }
        }

        return OnnxReader.Read(model.ToByteArray(), Name);
    }

    private List<(string Name, Tensor Value)> Values(string kind, IEnumerable<ValueInfoProto> names) =>
        [.. names.Select((value, i) => (value.Name, TensorReader.Read(Parse($"{kind}_{i}.pb"))))];

    private TensorProto Parse(string file) => TensorProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(folder, "test_data_set_0", file)));
}
