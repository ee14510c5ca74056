using Krypton.Models.Network;
using Krypton.Models.Onnx;
using DataType = Krypton.Models.Onnx.TensorProto.Types.DataType;

namespace Krypton.Models.Lowering;

/// <summary>From the bytes of a file to a <see cref="Model"/>: read, find the image input and the logits, lower, fuse, cut.</summary>
internal static class ImportedModel
{
    /// <summary>Operators that move values without changing them: a softmax in front of them is still the model's last word.</summary>
    private static readonly HashSet<string> Movers = ["Identity", "Dropout", "Flatten", "Reshape", "Squeeze", "Cast"];

    private const int LargestSide = 8192;

    public static Model Import(byte[] bytes, string name, (int Height, int Width)? size)
    {
        var graph = OnnxReader.Read(bytes, name);
        try
        {
            var input = Input(graph, size);
            var (logits, head) = Logits(graph);
            var lowerer = Lowerer.Run(graph, input.Name, input.Shape, input.ChannelsLast);
            var suffix = Cut(graph, lowerer, input, logits);
            int[] outputs = suffix is null ? [lowerer.Maps[logits].Node] : [.. suffix.Inputs.Select(c => c.Node)];
            var (network, renamed) = Fusion.Run(lowerer.Nodes, outputs);
            if (suffix is null)
            {
                var shape = network.Nodes[network.Outputs[0]].Shape;
                if (shape.Pixels != 1)
                {
                    throw new ModelException($"its output is a map of {shape}, not one score a class; Krypton explains image classifiers");
                }

                // One score alone says nothing through a softmax, which would make it 1.
                head = shape.Channels == 1 ? Head.Sigmoid : head;
            }
            else
            {
                suffix = suffix with { Inputs = [.. suffix.Inputs.Select((cut, i) => cut with { Node = network.Outputs[i] })] };
            }

            return new Model(name, bytes, graph, input, network, head, suffix, logits, new CutPoints(graph, input, logits, CutValues(lowerer, renamed)));
        }
        catch (ModelException e)
        {
            throw new ModelException($"model '{name}': {e.Message}", e);
        }
    }

    public static int?[] InputShape(ModelInput input)
    {
        int? batch = input.FixedBatch ? 1 : null;
        var (h, w, c) = (input.Shape.Height, input.Shape.Width, input.Shape.Channels);
        return input.ChannelsLast ? [batch, h, w, c] : [batch, c, h, w];
    }

    private static ModelInput Input(OnnxGraph graph, (int Height, int Width)? size)
    {
        if (graph.Inputs.Count != 1)
        {
            var names = string.Join(", ", graph.Inputs.Select(i => $"'{i.Name}'"));
            throw new ModelException($"it has {graph.Inputs.Count} inputs{(names.Length > 0 ? $" ({names})" : "")}; Krypton explains models of one image input");
        }

        var proto = graph.Inputs[0];
        if (proto.Type?.TensorType is not { } tensor || (DataType)tensor.ElemType is not (DataType.Float or DataType.Float16))
        {
            throw new ModelException($"input '{proto.Name}' is not a tensor of floating-point numbers; export the model with a float input");
        }

        Widening.ToSingle(graph.Proto);

        var dims = tensor.Shape?.Dim.Select(d => d.HasDimValue ? d.DimValue : 0).ToArray() ?? [];
        if (dims.Length != 4 || dims.Any(d => d > int.MaxValue))
        {
            throw new ModelException($"input '{proto.Name}' has {dims.Length} dimensions; an image has four: batch, channels, height, width in either order");
        }

        if (dims[0] > 1)
        {
            throw new ModelException($"its batch size is fixed at {dims[0]}; export it with a batch of 1 or an open batch dimension");
        }

        var last = dims[1] is not (1 or 3) && dims[3] is 1 or 3;
        var (channels, height, width) = last ? (dims[3], dims[1], dims[2]) : (dims[1], dims[2], dims[3]);
        if (channels is not (1 or 3))
        {
            throw new ModelException($"input '{proto.Name}' of shape [{string.Join(", ", dims)}] has neither 1 nor 3 channels, so it is no picture");
        }

        height = height > 0 ? height : size?.Height ?? 0;
        width = width > 0 ? width : size?.Width ?? 0;
        if (height < 1 || width < 1)
        {
            throw new ModelException($"input '{proto.Name}' leaves the image's size open; say it with the option size = '224x224'");
        }

        return height <= LargestSide && width <= LargestSide
            ? new ModelInput(proto.Name, new MapShape((int)height, (int)width, (int)channels), last, dims[0] == 1)
            : throw new ModelException($"input '{proto.Name}' of {height}×{width} pixels is larger than {LargestSide} pixels a side");
    }

    /// <summary>Walks back from the output over shape-only operators: a softmax or sigmoid there is the head, and what it reads are the logits.</summary>
    private static (string Logits, Head Head) Logits(OnnxGraph graph)
    {
        var output = graph.Outputs[0];
        for (var name = output; graph.Nodes.FirstOrDefault(n => n.Inputs.Count > 0 && n.Outputs.Contains(name)) is { } node; name = node.Inputs[0])
        {
            switch (node.Op)
            {
                case "Softmax" or "LogSoftmax" when node.Int("axis", -1) is 1 or -1:
                    return (node.Inputs[0], Head.Softmax);
                case "Sigmoid":
                    return (node.Inputs[0], Head.Sigmoid);
                case var op when Movers.Contains(op):
                    continue;
                default:
                    return (output, Head.Softmax);
            }
        }

        return (output, Head.Softmax);
    }

    /// <summary>For each node of the network the ONNX value it computes, where that can be handed over in batches.</summary>
    private static Dictionary<int, CutValue> CutValues(Lowerer lowerer, int[] renamed)
    {
        var values = new Dictionary<int, CutValue>();
        foreach (var (name, map) in lowerer.Maps)
        {
            if (renamed[map.Node] > 0 && map.Dims[0].Axis == Axis.Batch)
            {
                values.TryAdd(renamed[map.Node], new CutValue(name, renamed[map.Node], map.Shape, map.Dims));
            }
        }

        return values;
    }

    private static Suffix? Cut(OnnxGraph graph, Lowerer lowerer, ModelInput input, string logits)
    {
        if (lowerer.Maps.ContainsKey(logits))
        {
            return null;
        }

        // An order of dimensions that begins with anything but the batch cannot be batched: such values stay behind the cut.
        var maps = lowerer.Maps.Where(m => m.Value.Dims[0].Axis == Axis.Batch).Select(m => m.Key).ToHashSet();
        var needed = Subgraph.Needed(graph, maps, logits);
        var nodes = graph.Nodes.Where(n => needed.Contains(n.Proto)).ToList();
        var cuts = nodes.SelectMany(n => n.Reads).Distinct().Where(maps.Contains).ToList();
        if (cuts.Count == 0)
        {
            throw new ModelException($"its output '{logits}' does not depend on the image");
        }

        var first = nodes.Where(n => n.Reads.Any(maps.Contains)).Select(n => n.Op).Distinct().ToList();
        var values = cuts.Select(name => new CutValue(name, lowerer.Maps[name].Node, lowerer.Maps[name].Shape, lowerer.Maps[name].Dims)).ToList();
        return CutPoints.Suffix(graph, input, values, logits, first);
    }
}
