using System.Security.Cryptography;
using Krypton.Models.Lowering;
using Krypton.Models.Network;
using Krypton.Models.Onnx;

namespace Krypton.Models;

/// <summary>The image a model takes.</summary>
/// <param name="Name">The ONNX input.</param>
/// <param name="Shape">Height, width and channels (1 or 3).</param>
/// <param name="ChannelsLast">NHWC rather than NCHW.</param>
/// <param name="FixedBatch">True when the model takes one image at a time and no more.</param>
public sealed record ModelInput(string Name, MapShape Shape, bool ChannelsLast, bool FixedBatch);

/// <summary>What turns logits into probabilities.</summary>
public enum Head
{
    Softmax,
    Sigmoid,
}

/// <summary>A map of the network that the suffix reads, in the order of dimensions that ONNX expects.</summary>
public sealed record CutValue(string Name, int Node, MapShape Shape, IReadOnlyList<Dim> Dims);

/// <summary>The rest of a model, run on ONNX Runtime: whatever begins with an operator that Krypton does not run itself.</summary>
/// <param name="Onnx">An ONNX model of its own, from the cut to the logits.</param>
/// <param name="Inputs">What it reads.</param>
/// <param name="FirstOperators">The operators that ended the network, for people.</param>
public sealed record Suffix(byte[] Onnx, IReadOnlyList<CutValue> Inputs, string Output, IReadOnlyList<string> FirstOperators);

/// <summary>A classifier, read and lowered: the network that Krypton runs incrementally, and the suffix it does not.</summary>
public sealed class Model
{
    private readonly Lazy<byte[]> _naive;
    private readonly CutPoints _cuts;

    internal Model(string name, byte[] bytes, OnnxGraph graph, ModelInput input, NetworkGraph network, Head head, Suffix? suffix, string logits, CutPoints cuts)
    {
        Name = name;
        ContentHash = Convert.ToHexStringLower(SHA256.HashData(bytes));
        Graph = graph;
        Input = input;
        Network = network;
        Head = head;
        Suffix = suffix;
        Logits = logits;
        _cuts = cuts;
        Metadata = graph.Proto.MetadataProps.GroupBy(p => p.Key).ToDictionary(g => g.Key, g => g.Last().Value);
        _naive = new Lazy<byte[]>(() => Subgraph.Extract(graph, new Dictionary<string, int?[]> { [input.Name] = ImportedModel.InputShape(input) }, logits));
    }

    public string Name { get; }

    /// <summary>SHA-256 of the file, lower-case hexadecimal.</summary>
    public string ContentHash { get; }

    public OnnxGraph Graph { get; }

    public ModelInput Input { get; }

    public NetworkGraph Network { get; }

    public Head Head { get; }

    /// <summary>Null when the network reaches the logits.</summary>
    public Suffix? Suffix { get; }

    /// <summary>The ONNX value that holds the logits: the model's output, before a final softmax or sigmoid.</summary>
    public string Logits { get; }

    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The number of classes where the network says it; null when only running the suffix tells.</summary>
    public int? Classes => Suffix is null ? Network.Nodes[Network.Outputs[0]].Shape.Channels : null;

    /// <summary>The model from the output of one of the network's nodes to the logits, for ONNX Runtime; null where that value alone does not determine the logits.</summary>
    public Suffix? SuffixAt(int node) => _cuts.SuffixAt(node);

    /// <summary>The whole model up to the logits as an ONNX file, for naive inference on ONNX Runtime.</summary>
    public byte[] NaiveOnnx => _naive.Value;

    /// <exception cref="ModelException">See <see cref="OnnxReader"/>; also a model that is no image classifier.</exception>
    public static Model Load(string path, (int Height, int Width)? size = null) => Read(OnnxReader.ReadBytes(path), Path.GetFileNameWithoutExtension(path), size);

    /// <param name="size">The input's size where the model leaves it open.</param>
    public static Model Read(byte[] bytes, string name, (int Height, int Width)? size = null) => ImportedModel.Import(bytes, name, size);
}
