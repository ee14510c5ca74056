using Krypton.Models.Network;
using Krypton.Models.Onnx;
using Krypton.Models.Ops;
using Krypton.Models.Tensors;

namespace Krypton.Models.Lowering;

/// <summary>Walks an ONNX graph once: folds constants, turns what it understands into network layers, and leaves the rest opaque.</summary>
public sealed class Lowerer
{
    /// <summary>The most elements all folded constants together may have; a hostile graph of ConstantOfShape nodes ends here.</summary>
    private const long FoldingBudget = 1L << 28;

    private readonly Dictionary<string, Tensor> _constants;
    private readonly Dictionary<string, MapValue> _maps = [];
    private readonly List<NetworkNode> _nodes = [];
    private long _folded;
    private string _current = "input";

    private Lowerer(OnnxGraph graph) => _constants = new Dictionary<string, Tensor>(graph.Initializers);

    public IReadOnlyList<NetworkNode> Nodes => _nodes;

    public IReadOnlyDictionary<string, MapValue> Maps => _maps;

    /// <summary>Lowers every node that can be, given the input's map.</summary>
    /// <exception cref="ModelException">A node's shapes contradict each other.</exception>
    public static Lowerer Run(OnnxGraph graph, string inputName, MapShape input, bool channelsLast)
    {
        var lowerer = new Lowerer(graph);
        var node = lowerer.Append(new InputLayer(), input);
        lowerer._maps[inputName] = channelsLast ? MapValue.Nhwc(node, input) : MapValue.Nchw(node, input);
        foreach (var onnxNode in graph.Nodes)
        {
            lowerer.Visit(onnxNode);
        }

        return lowerer;
    }

    /// <summary>The value as a constant, or null.</summary>
    public Tensor? Constant(OnnxNode node, int input) =>
        input < node.Inputs.Count ? _constants.GetValueOrDefault(node.Inputs[input]) : null;

    /// <summary>The value as a map, or null.</summary>
    public MapValue? Map(OnnxNode node, int input) => input < node.Inputs.Count ? _maps.GetValueOrDefault(node.Inputs[input]) : null;

    public bool Omits(OnnxNode node, int input) => input >= node.Inputs.Count || node.Inputs[input].Length == 0;

    /// <summary>Adds a layer; returns its node.</summary>
    /// <exception cref="ModelException">The map has more elements than a tensor may have.</exception>
    public int Append(Layer layer, MapShape shape, params ReadOnlySpan<int> inputs)
    {
        Shapes.Count([shape.Height, shape.Width, shape.Channels]);
        _nodes.Add(new NetworkNode(_nodes.Count, layer, inputs.ToArray(), shape, _current));
        return _nodes.Count - 1;
    }

    /// <summary>Adds a layer that keeps the shape and the order of dimensions of its input.</summary>
    public MapValue Map(Layer layer, MapValue input) => input with { Node = Append(layer, input.Shape, input.Node) };

    private void Visit(OnnxNode node)
    {
        if (Ops.OperatorCatalog.Find(node.Op) is not { } op)
        {
            return;
        }

        _current = node.Proto.Name.Length > 0 ? node.Proto.Name : node.Outputs.FirstOrDefault(node.Op);
        var before = _nodes.Count;
        try
        {
            if (node.Inputs.All(i => i.Length == 0 || _constants.ContainsKey(i)))
            {
                Fold(node, op);
            }
            else if (node.Op == "Shape" && Map(node, 0) is { } map)
            {
                // The only constant that comes from a map's shape and not from its values.
                Store(node, [Shape.Of(node, map.OnnxShape)]);
            }
            else if (op.Lower(this, node) is { } values)
            {
                for (var i = 0; i < Math.Min(values.Length, node.Outputs.Count); i++)
                {
                    _maps[node.Outputs[i]] = values[i];
                }
            }
            else
            {
                _nodes.RemoveRange(before, _nodes.Count - before);
            }
        }
        catch (ModelException e)
        {
            throw new ModelException($"{node.Title}: {e.Message}", e);
        }
        catch (Exception e) when (e is IndexOutOfRangeException or ArgumentException or OverflowException or DivideByZeroException or InvalidOperationException)
        {
            throw new ModelException($"{node.Title} has attributes or inputs that contradict each other", e);
        }
    }

    private void Fold(OnnxNode node, Operator op) =>
        Store(node, op.Evaluate(node, [.. node.Inputs.Select(i => i.Length == 0 ? null : _constants[i])]));

    private void Store(OnnxNode node, Tensor[] values)
    {
        for (var i = 0; i < Math.Min(values.Length, node.Outputs.Count); i++)
        {
            _folded += values[i].Count;
            if (_folded > FoldingBudget)
            {
                throw new ModelException($"the model's constants unfold to more than {FoldingBudget:N0} elements");
            }

            _constants[node.Outputs[i]] = values[i];
        }
    }
}
