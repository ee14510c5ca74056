using System.Runtime.InteropServices;
using Google.Protobuf;
using Krypton.Models;
using Krypton.Models.Onnx;

namespace Krypton.Networks;

/// <summary>Gives weights to architecture files whose weights were left out: each is a ConstantOfShape node there.</summary>
public static class LightModels
{
    /// <summary>The deviation of the last layer's outputs. Estimates miss a little at each layer, which in some networks adds up.</summary>
    private static readonly Dictionary<string, double> Spreads = new()
    {
        ["light_densenet121"] = 5,
        ["light_inception_v1"] = 0.6,
        ["light_inception_v2"] = 0.3,
        ["light_resnet50"] = 0.8,
        ["light_shufflenet"] = 0.08,
        ["light_squeezenet"] = 5,
    };

    private const double UsualSpread = 1.2;

    private const double BranchStrength = 0.3;

    /// <summary>The model with seeded weights in the place of its ConstantOfShape nodes.</summary>
    /// <param name="path">An ONNX file such as the light models of ONNX's own backend tests.</param>
    /// <exception cref="ModelException">The file cannot be read.</exception>
    public static byte[] Build(string path, int seed) =>
        new Filling(OnnxReader.ReadFile(path), seed, Spreads.GetValueOrDefault(Path.GetFileNameWithoutExtension(path), UsualSpread)).Run();

    /// <summary>One walk through the graph: the statistics of each value decide the weights that come after it.</summary>
    private sealed class Filling(OnnxGraph graph, int seed, double spread)
    {
        private readonly SeededWeights _weights = new(seed);
        private readonly Dictionary<string, Signal> _signals = [];
        private readonly Dictionary<string, (OnnxNode Node, int[] Shape)> _left = graph.Nodes
            .Where(n => n.Op == "ConstantOfShape" && graph.Initializers.ContainsKey(n.Inputs[0]))
            .ToDictionary(n => n.Outputs[0], n => (n, graph.Initializers[n.Inputs[0]].Integers.Select(d => (int)d).ToArray()));

        public byte[] Run()
        {
            foreach (var input in graph.Inputs)
            {
                _signals[input.Name] = new Signal(input.Name, 3, Moments.Unit);
            }

            var last = graph.Nodes.Last(n => n.Op is "Conv" or "Gemm" or "MatMul");
            foreach (var node in graph.Nodes)
            {
                var signals = node.Inputs.Where(_signals.ContainsKey).Select(i => _signals[i]).ToList();
                if (signals.Count > 0)
                {
                    var after = After(node, signals, deviation: node == last ? spread : 1);
                    foreach (var output in node.Outputs)
                    {
                        _signals[output] = after with { Name = output };
                    }
                }
                else if (node.Op is "Unsqueeze" or "Reshape" && _left.ContainsKey(node.Inputs[0]))
                {
                    // A scale or shift on its way to its place: its first reader says which.
                    var reader = graph.Nodes.First(n => n.Inputs.Contains(node.Outputs[0]));
                    Fill(node.Inputs[0], reader.Op is "Mul" or "Div" ? Scale : Shift);
                }
            }

            return graph.Proto.ToByteArray();
        }

        private float[] Branch(int[] shape) => [.. Scale(shape).Select(s => (float)(s * BranchStrength))];

        private float[] Scale(int[] shape) => _weights.Between(0.8, 1.2, shape.Aggregate(1, (a, b) => a * b));

        private float[] Shift(int[] shape) => _weights.Around(0.05, shape.Aggregate(1, (a, b) => a * b));

        private Signal After(OnnxNode node, List<Signal> inputs, double deviation)
        {
            var x = inputs[0];
            switch (node.Op)
            {
                case "Conv":
                    var filters = Fill(node.Inputs[1], s => _weights.Matrix(s[0], s[1], s[2] * s[3], x.Moments, deviation));
                    Fill(node.Inputs.ElementAtOrDefault(2), Shift);
                    return new Signal("", filters?[0] ?? x.Channels, new Moments(0, deviation * deviation));
                case "Gemm" or "MatMul":
                    var transposed = node.Int("transB", 0) != 0;
                    Fill(node.Inputs[1], s => Dense(s, transposed, x.Moments, deviation));
                    Fill(node.Inputs.ElementAtOrDefault(2), Shift);
                    return x with { Moments = new Moments(0, deviation * deviation) };
                case "BatchNormalization":
                    // Trained residual branches add little to what they are added to; at full strength rounding would grow with every block.
                    var branch = graph.Nodes.Any(n => n.Op is "Sum" or "Add" && n.Inputs.Contains(node.Outputs[0]));
                    Normalize(node, x.Moments, branch ? BranchStrength : 1);
                    return x with { Moments = branch ? new Moments(0, BranchStrength * BranchStrength) : Moments.Unit };
                case "Add" or "Sum" or "Mul":
                    foreach (var constant in node.Inputs.Where(_left.ContainsKey))
                    {
                        Fill(constant, node.Op == "Mul" ? Scale : Shift);
                    }

                    return x with { Moments = inputs.Skip(1).Aggregate(x.Moments, (m, s) => node.Op == "Mul" ? m.Times(s.Moments) : m.Plus(s.Moments)) };
                case "Concat":
                    return new Signal("", inputs.Sum(i => i.Channels), Moments.Joined([.. inputs.Select(i => (i.Moments, i.Channels))]));
                case "Relu":
                    return x with { Moments = x.Moments.Rectified() };
                case "MaxPool":
                    return x with { Moments = x.Moments.Highest() };
                case "AveragePool" or "GlobalAveragePool":
                    return x with { Moments = x.Moments.Averaged(node.Op == "GlobalAveragePool") };
                default:
                    return x;
            }
        }

        private float[] Dense(int[] shape, bool transposed, Moments input, double deviation)
        {
            var (outputs, fanIn) = transposed ? (shape[0], shape[1]) : (shape[1], shape[0]);
            var rows = _weights.Matrix(outputs, fanIn, 1, input, deviation);
            if (transposed)
            {
                return rows;
            }

            var columns = new float[rows.Length];
            for (var i = 0; i < rows.Length; i++)
            {
                columns[i] = rows[(i % outputs * fanIn) + (i / outputs)];
            }

            return columns;
        }

        private void Normalize(OnnxNode node, Moments input, double strength)
        {
            var spread = 0.1 * Math.Sqrt(input.Variance);
            Fill(node.Inputs[1], strength == 1 ? Scale : Branch);
            Fill(node.Inputs[2], Shift);
            Fill(node.Inputs[3], s => _weights.Between(input.Mean - spread, input.Mean + spread, s[0]));
            Fill(node.Inputs[4], s => _weights.Between(0.8 * input.Variance, 1.25 * input.Variance, s[0]));
        }

        /// <summary>Replaces the node that makes the value by an initializer; returns its shape, or null where it has its values already.</summary>
        private int[]? Fill(string? name, Func<int[], float[]> values)
        {
            if (name is null || !_left.Remove(name, out var left))
            {
                return null;
            }

            var tensor = new TensorProto { Name = name, DataType = (int)TensorProto.Types.DataType.Float };
            tensor.Dims.AddRange(left.Shape.Select(d => (long)d));
            tensor.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values(left.Shape).AsSpan()));
            graph.Proto.Graph.Initializer.Add(tensor);
            graph.Proto.Graph.Node.Remove(left.Node.Proto);
            return left.Shape;
        }
    }
}
