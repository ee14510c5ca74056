using Google.Protobuf;
using Krypton.Models.Tensors;

namespace Krypton.Models.Onnx;

/// <summary>Reads and validates ONNX files, opsets 7 to 21.</summary>
public static class OnnxReader
{
    public const int OldestOpset = 7;

    public const int NewestOpset = 21;

    /// <summary>Protocol buffers end at 2 GiB; a larger file cannot be an ONNX model with its weights inside.</summary>
    private const long MaxBytes = int.MaxValue;

    /// <exception cref="ModelException">The file is missing, is no ONNX model, is damaged, or uses what Krypton cannot read.</exception>
    public static OnnxGraph ReadFile(string path) => Read(ReadBytes(path), Path.GetFileName(path));

    public static byte[] ReadBytes(string path)
    {
        try
        {
            var info = new FileInfo(path);
            if (!info.Exists)
            {
                throw new ModelException(Directory.Exists(path) ? $"'{path}' is a folder, not a model file" : $"there is no model file '{path}'");
            }

            if (info.Length > MaxBytes)
            {
                throw new ModelException($"'{path}' has {info.Length:N0} bytes; an ONNX file has at most 2 GiB");
            }

            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"cannot read model file '{path}': {e.Message}", e);
        }
    }

    /// <param name="bytes">The file's content.</param>
    /// <param name="name">How errors call the file.</param>
    /// <exception cref="ModelException">See <see cref="ReadFile"/>.</exception>
    public static OnnxGraph Read(byte[] bytes, string name)
    {
        try
        {
            return Validate(Parse(bytes, name));
        }
        catch (ModelException e) when (!e.Message.Contains(name, StringComparison.Ordinal))
        {
            throw new ModelException($"model '{name}': {e.Message}", e.InnerException);
        }
    }

    private static ModelProto Parse(byte[] bytes, string name)
    {
        try
        {
            var model = ModelProto.Parser.ParseFrom(bytes);
            return model.Graph is not null && model.OpsetImport.Count > 0
                ? model
                : throw new ModelException($"'{name}' is not an ONNX model: it holds no graph");
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new ModelException($"'{name}' is not an ONNX model or is cut short: {e.Message.TrimEnd('.')}; export it again", e);
        }
    }

    private static OnnxGraph Validate(ModelProto model)
    {
        var version = model.OpsetImport.Where(o => o.Domain is "" or "ai.onnx").Select(o => o.Version).DefaultIfEmpty(NewestOpset).Max();
        if (version is < OldestOpset or > NewestOpset)
        {
            throw new ModelException($"it is written in opset {version}; Krypton reads opsets {OldestOpset} to {NewestOpset}");
        }

        var opset = (int)version;

        var initializers = new Dictionary<string, Tensor>();
        foreach (var tensor in model.Graph.Initializer)
        {
            if (!initializers.TryAdd(tensor.Name, TensorReader.Read(tensor)))
            {
                throw new ModelException($"initializer '{tensor.Name}' exists twice");
            }
        }

        var inputs = model.Graph.Input.Where(i => !initializers.ContainsKey(i.Name)).ToList();
        var nodes = Sort([.. model.Graph.Node.Select(n => new OnnxNode(n, opset))], [.. initializers.Keys, .. inputs.Select(i => i.Name)]);
        if (model.Graph.Output.Count == 0)
        {
            throw new ModelException("the graph has no output");
        }

        return new OnnxGraph(model, nodes, initializers, inputs, [.. model.Graph.Output.Select(o => o.Name)]) { Opset = opset };
    }

    /// <summary>Kahn's algorithm, keeping the file's order where it is already right.</summary>
    private static List<OnnxNode> Sort(List<OnnxNode> nodes, HashSet<string> known)
    {
        var producer = new Dictionary<string, OnnxNode>();
        foreach (var node in nodes)
        {
            foreach (var output in node.Outputs.Where(o => o.Length > 0))
            {
                if (known.Contains(output) || !producer.TryAdd(output, node))
                {
                    throw new ModelException($"value '{output}' is made twice, the second time by {node.Title}");
                }
            }
        }

        var waiting = new Dictionary<OnnxNode, int>();
        var readers = new Dictionary<OnnxNode, List<OnnxNode>>();
        foreach (var node in nodes)
        {
            var needs = node.Reads.Where(i => !known.Contains(i)).ToList();
            foreach (var input in needs)
            {
                if (!producer.TryGetValue(input, out var maker))
                {
                    throw new ModelException($"{node.Title} reads '{input}', which nothing makes");
                }

                (readers.TryGetValue(maker, out var list) ? list : readers[maker] = []).Add(node);
            }

            waiting[node] = needs.Count;
        }

        var ready = new Queue<OnnxNode>(nodes.Where(n => waiting[n] == 0));
        var sorted = new List<OnnxNode>(nodes.Count);
        while (ready.TryDequeue(out var node))
        {
            sorted.Add(node);
            foreach (var reader in readers.GetValueOrDefault(node, []))
            {
                if (--waiting[reader] == 0)
                {
                    ready.Enqueue(reader);
                }
            }
        }

        return sorted.Count == nodes.Count
            ? sorted
            : throw new ModelException($"the graph runs in a circle through {nodes.First(n => waiting[n] > 0).Title}");
    }
}
