using Krypton.Models.Network;
using Krypton.Models.Onnx;

namespace Krypton.Models.Lowering;

/// <summary>Where a model can be cut into a part that Krypton runs and a rest for ONNX Runtime, by choice.</summary>
/// <param name="values">For nodes of the network the ONNX value that each computes.</param>
internal sealed class CutPoints(OnnxGraph graph, ModelInput input, string logits, IReadOnlyDictionary<int, CutValue> values)
{
    private readonly Dictionary<int, Suffix?> _suffixes = [];
    private readonly Lock _lock = new();

    /// <summary>The rest of the model behind a node; null where the node has no value of its own in the file, or others are needed too.</summary>
    public Suffix? SuffixAt(int node)
    {
        lock (_lock)
        {
            if (!_suffixes.TryGetValue(node, out var suffix))
            {
                suffix = _suffixes[node] = values.TryGetValue(node, out var value) ? Suffix(value) : null;
            }

            return suffix;
        }
    }

    /// <summary>The part of a model from the given values to the logits, as a model of its own.</summary>
    public static Suffix Suffix(OnnxGraph graph, ModelInput input, IReadOnlyList<CutValue> values, string logits, IReadOnlyList<string> firstOperators)
    {
        int? batch = input.FixedBatch ? 1 : null;
        var shapes = values.ToDictionary(v => v.Name, v => v.Dims.Select((d, i) => i == 0 ? batch : d.Size).ToArray());
        return new Suffix(Subgraph.Extract(graph, shapes, logits), values, logits, firstOperators);
    }

    private Suffix? Suffix(CutValue value)
    {
        var needed = Subgraph.Needed(graph, new HashSet<string> { value.Name }, logits);
        var reads = graph.Nodes.Where(n => needed.Contains(n.Proto)).ToList();
        return reads.Count > 0 && !reads.Any(n => n.Reads.Contains(input.Name))
            ? Suffix(graph, input, [value], logits, [.. reads.Where(n => n.Reads.Contains(value.Name)).Select(n => n.Op).Distinct()])
            : null;
    }
}
