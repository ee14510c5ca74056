using Google.Protobuf;
using Krypton.Models.Onnx;

namespace Krypton.Models.Lowering;

/// <summary>Cuts a part out of an ONNX model so that ONNX Runtime can run it alone.</summary>
internal static class Subgraph
{
    /// <summary>The nodes that <paramref name="output"/> needs, back to the given inputs.</summary>
    public static HashSet<NodeProto> Needed(OnnxGraph graph, IReadOnlySet<string> inputs, string output)
    {
        var producer = new Dictionary<string, OnnxNode>();
        foreach (var node in graph.Nodes)
        {
            foreach (var made in node.Outputs)
            {
                producer[made] = node;
            }
        }

        var needed = new HashSet<NodeProto>();
        var waiting = new Stack<string>([output]);
        while (waiting.TryPop(out var name))
        {
            if (!inputs.Contains(name) && producer.TryGetValue(name, out var node) && needed.Add(node.Proto))
            {
                foreach (var read in node.Reads)
                {
                    waiting.Push(read);
                }
            }
        }

        return needed;
    }

    /// <summary>A model of its own: the needed nodes, their initializers, and float inputs of the given shapes (null: the batch size).</summary>
    public static byte[] Extract(OnnxGraph graph, IReadOnlyDictionary<string, int?[]> inputs, string output)
    {
        var needed = Needed(graph, inputs.Keys.ToHashSet(), output);
        var reads = graph.Nodes.Where(n => needed.Contains(n.Proto)).SelectMany(n => n.Reads).ToHashSet();
        var builder = new OnnxBuilder(graph.Opset);
        foreach (var (name, shape) in inputs)
        {
            builder.Input(name, shape);
        }

        var source = graph.Proto;
        var model = builder.Model;
        model.IrVersion = source.IrVersion;
        model.OpsetImport.Clear();
        model.OpsetImport.AddRange(source.OpsetImport);
        model.Graph.Node.AddRange(graph.Nodes.Select(n => n.Proto).Where(needed.Contains));
        model.Graph.Initializer.AddRange(source.Graph.Initializer.Where(i => reads.Contains(i.Name)));
        model.Graph.Output.Add(new ValueInfoProto
        {
            Name = output,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Float } },
        });

        // Before IR version 4 every initializer had to be an input too.
        if (model.IrVersion < 4)
        {
            model.IrVersion = 4;
        }

        return model.ToByteArray();
    }
}
