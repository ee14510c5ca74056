using Krypton.Models.Onnx;
using Krypton.Models.Ops;
using Krypton.Models.Tensors;

namespace Krypton.Models.Tests;

/// <summary>Evaluates an ONNX graph node by node with the scalar definitions alone: no lowering, no fusion, no kernels.</summary>
internal static class ScalarRun
{
    /// <summary>Every value of the graph by name.</summary>
    public static Dictionary<string, Tensor> Evaluate(OnnxGraph graph, IReadOnlyDictionary<string, Tensor> inputs)
    {
        var values = new Dictionary<string, Tensor>(graph.Initializers);
        foreach (var (name, tensor) in inputs)
        {
            values[name] = tensor;
        }

        foreach (var node in graph.Nodes)
        {
            var op = OperatorCatalog.Find(node.Op) ?? throw new InvalidOperationException($"no definition of {node.Op}");
            var results = op.Evaluate(node, [.. node.Inputs.Select(i => i.Length == 0 ? null : values[i])]);
            for (var i = 0; i < Math.Min(results.Length, node.Outputs.Count); i++)
            {
                values[node.Outputs[i]] = results[i];
            }
        }

        return values;
    }
}
