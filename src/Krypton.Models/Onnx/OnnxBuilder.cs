using System.Runtime.InteropServices;
using Google.Protobuf;

namespace Krypton.Models.Onnx;

/// <summary>Writes ONNX models node by node: networks for benchmarks and tests, and models trained elsewhere.</summary>
public sealed class OnnxBuilder
{
    private readonly ModelProto _model;
    private int _names;

    public OnnxBuilder(int opset = 17, string name = "graph")
    {
        _model = new ModelProto { IrVersion = 8, ProducerName = "krypton", Graph = new GraphProto { Name = name } };
        _model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = opset });
    }

    public ModelProto Model => _model;

    /// <summary>Declares the input; a null dimension is the symbolic batch size.</summary>
    public string Input(string name, params int?[] dims)
    {
        _model.Graph.Input.Add(ValueInfo(name, dims));
        return name;
    }

    public void Output(string name, params int?[] dims) => _model.Graph.Output.Add(ValueInfo(name, dims));

    /// <summary>A float initializer, row-major; returns its name.</summary>
    public string Constant(ReadOnlySpan<float> values, params int[] dims) =>
        Add(TensorProto.Types.DataType.Float, MemoryMarshal.AsBytes(values), dims);

    /// <summary>An int64 initializer, row-major; returns its name.</summary>
    public string Constant(ReadOnlySpan<long> values, params int[] dims) =>
        Add(TensorProto.Types.DataType.Int64, MemoryMarshal.AsBytes(values), dims);

    /// <summary>Adds a node with one output; returns the output's name.</summary>
    /// <param name="attributes">Values of type int, long, float, string, long[], int[], float[] or TensorProto.</param>
    public string Node(string op, string[] inputs, params (string Name, object Value)[] attributes) =>
        Node(op, inputs, 1, attributes)[0];

    /// <summary>Adds a node with several outputs; returns their names.</summary>
    public string[] Node(string op, string[] inputs, int outputs, params (string Name, object Value)[] attributes)
    {
        var node = new NodeProto { OpType = op };
        node.Input.AddRange(inputs);
        for (var i = 0; i < outputs; i++)
        {
            node.Output.Add($"{op.ToLowerInvariant()}_{_names++}");
        }

        node.Name = node.Output[0];
        foreach (var (name, value) in attributes)
        {
            node.Attribute.Add(Attribute(name, value));
        }

        _model.Graph.Node.Add(node);
        return [.. node.Output];
    }

    public byte[] ToBytes() => _model.ToByteArray();

    private static AttributeProto Attribute(string name, object value)
    {
        var attribute = new AttributeProto { Name = name };
        switch (value)
        {
            case int or long:
                attribute.I = Convert.ToInt64(value);
                attribute.Type = AttributeProto.Types.AttributeType.Int;
                break;
            case float f:
                attribute.F = f;
                attribute.Type = AttributeProto.Types.AttributeType.Float;
                break;
            case string s:
                attribute.S = ByteString.CopyFromUtf8(s);
                attribute.Type = AttributeProto.Types.AttributeType.String;
                break;
            case int[] ints:
                attribute.Ints.AddRange(ints.Select(i => (long)i));
                attribute.Type = AttributeProto.Types.AttributeType.Ints;
                break;
            case long[] longs:
                attribute.Ints.AddRange(longs);
                attribute.Type = AttributeProto.Types.AttributeType.Ints;
                break;
            case float[] floats:
                attribute.Floats.AddRange(floats);
                attribute.Type = AttributeProto.Types.AttributeType.Floats;
                break;
            case TensorProto tensor:
                attribute.T = tensor;
                attribute.Type = AttributeProto.Types.AttributeType.Tensor;
                break;
            default:
                throw new ArgumentException($"attribute '{name}' has a value of type {value.GetType().Name}, which ONNX does not have", nameof(value));
        }

        return attribute;
    }

    private static ValueInfoProto ValueInfo(string name, int?[] dims)
    {
        var shape = new TensorShapeProto();
        foreach (var dim in dims)
        {
            shape.Dim.Add(dim is { } size
                ? new TensorShapeProto.Types.Dimension { DimValue = size }
                : new TensorShapeProto.Types.Dimension { DimParam = "N" });
        }

        var tensor = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Float, Shape = shape };
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = tensor } };
    }

    private string Add(TensorProto.Types.DataType type, ReadOnlySpan<byte> bytes, int[] dims)
    {
        var tensor = new TensorProto { Name = $"const_{_names++}", DataType = (int)type, RawData = ByteString.CopyFrom(bytes) };
        tensor.Dims.AddRange(dims.Select(d => (long)d));
        _model.Graph.Initializer.Add(tensor);
        return tensor.Name;
    }
}
