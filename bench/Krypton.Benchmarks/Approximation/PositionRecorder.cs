using System.Numerics.Tensors;
using Krypton.Execution.Heatmaps;
using Krypton.Execution.Incremental;
using Krypton.Kernels;
using Krypton.Models;
using Krypton.Models.Network;
using Krypton.Planning.Logical;
using Krypton.Planning.Physical;
using Krypton.Sql.Ast;

namespace Krypton.Benchmarks.Approximation;

/// <summary>Runs positions in one way and writes down what each gave: score, log-odds, how much of each resolution's last map differs from the base, and what a linear tail would have said.</summary>
internal sealed unsafe class PositionRecorder : IDisposable
{
    /// <summary>Tails that begin before this share of the exact time are not tried: they are known to be useless.</summary>
    private const double EarliestTail = 0.3;

    private readonly Propagation _propagation;
    private readonly PatchGrid _grid;
    private readonly Head _head;
    private readonly int _class;
    private readonly int _output;
    private readonly BaseActivations _bases;
    private readonly Dictionary<string, double[]> _values = [];
    private readonly HashSet<int> _looked;
    private readonly Dictionary<int, float[]> _gradients = [];
    private readonly Dictionary<int, double> _tailSeconds = [];
    private readonly double _baseOdds;
    private double _lookSeconds;
    private int? _first;

    public PositionRecorder(
        CompiledNetwork network, BaseActivations bases, float[] fill, PatchGrid grid, Head head, int classIndex, Truncation? truncation, ValueShrinking? shrinking)
    {
        (_bases, _grid, _head, _class, _output) = (bases, grid, head, classIndex, network.Network.Outputs[0]);
        _propagation = new Propagation(network, bases, fill, grid, truncation, shrinking) { Look = Look };
        _looked = [.. network.Network.Nodes.Where(n => n.Shape.Pixels > 1 && n.Layer is not InputLayer).GroupBy(n => n.Shape.Height).Select(g => g.Max(n => n.Id))];
        var logits = new ReadOnlySpan<float>(bases.Map(_output), network.Network.Nodes[_output].Shape.Channels);
        _baseOdds = Odds(logits);
        if (truncation is null && shrinking is null)
        {
            Tails(network.Network, logits);
        }
    }

    /// <param name="first">The first position's cell; null where nothing shall count.</param>
    public void Run(ReadOnlySpan<Occlusion> positions, int? first)
    {
        _first = first;
        _propagation.Run(positions);
        if (first is not { } cell)
        {
            Array.Clear(_propagation.NodeSeconds);
            _lookSeconds = 0;
            return;
        }

        var output = _propagation.Output(_output);
        for (var p = 0; p < positions.Length; p++)
        {
            var logits = new ReadOnlySpan<float>(output.Pixel(p, 0, 0), output.Shape.Channels);
            Values("score")[cell + p] = Scores.Of(logits, _head, ScoreKind.Probability)[_class];
            Values("odds")[cell + p] = Odds(logits);
        }
    }

    public MeasuredPass Pass() => new(_propagation.NodeSeconds.Sum(), _lookSeconds, _values.Where(v => !v.Key.StartsWith("tail", StringComparison.Ordinal)).ToDictionary());

    /// <summary>The exact pass up to a late layer, and the rest of the network linear.</summary>
    public IEnumerable<(string Name, MeasuredPass Pass)> Tails()
    {
        var whole = _propagation.NodeSeconds.Sum();
        foreach (var node in _gradients.Keys)
        {
            var seconds = _propagation.NodeSeconds.Take(node + 1).Sum() + _tailSeconds[node];
            if (seconds > EarliestTail * whole)
            {
                double[] odds = [.. _values[$"tail {node}"].Select(d => _baseOdds + d)];
                yield return ($"tail {node}", new MeasuredPass(seconds, 0, new() { ["odds"] = odds, ["score"] = [.. odds.Select(o => 1 / (1 + Math.Exp(-o)))] }));
            }
        }
    }

    public void Dispose() => _propagation.Dispose();

    private double Odds(ReadOnlySpan<float> logits)
    {
        if (_head == Head.Sigmoid || logits.Length == 1)
        {
            return logits[_class];
        }

        var (max, sum) = (double.NegativeInfinity, 0.0);
        for (var i = 0; i < logits.Length; i++)
        {
            max = i == _class ? max : Math.Max(max, logits[i]);
        }

        for (var i = 0; i < logits.Length; i++)
        {
            sum += i == _class ? 0 : Math.Exp(logits[i] - max);
        }

        return logits[_class] - max - Math.Log(sum);
    }

    private void Tails(NetworkGraph network, ReadOnlySpan<float> logits)
    {
        var ofLogits = new float[logits.Length];
        for (var i = 0; i < logits.Length; i++)
        {
            // The log-odds' derivatives: one for the class, and what softmax among the others gives.
            ofLogits[i] = i == _class ? 1 : _head == Head.Sigmoid ? 0 : (float)-Share(logits, i);
        }

        var waists = network.Waists().Where(w => network.Nodes[w].Shape.Pixels > 1).ToList();
        waists = [.. waists.Skip(waists.Count / 2)];
        try
        {
            var gradient = new TailGradient(network, _bases, ofLogits, waists[0]);
            foreach (var waist in waists)
            {
                _gradients[waist] = gradient.At(waist);
                _tailSeconds[waist] = 0;
            }
        }
        catch (NotSupportedException e)
        {
            Console.WriteLine($"no linear tail: {e.Message}");
        }
    }

    private double Share(ReadOnlySpan<float> logits, int of)
    {
        var sum = 0.0;
        for (var i = 0; i < logits.Length; i++)
        {
            sum += i == _class ? 0 : Math.Exp((double)logits[i] - logits[of]);
        }

        return 1 / sum;
    }

    private double[] Values(string name)
    {
        if (!_values.TryGetValue(name, out var values))
        {
            _values[name] = values = new double[_grid.Count];
        }

        return values;
    }

    private void Look(NetworkNode node, Overlay overlay)
    {
        if (_first is not { } cell)
        {
            return;
        }

        if (_looked.Contains(node.Id))
        {
            var start = Environment.CpuUsage.TotalTime;
            var (norms, rims) = (Values($"norm {node.Shape.Height}"), Values($"rim {node.Shape.Height}"));
            for (var p = 0; p < overlay.Count; p++)
            {
                (norms[cell + p], rims[cell + p]) = Difference(overlay, overlay.Boxes[p]);
            }

            _lookSeconds += (Environment.CpuUsage.TotalTime - start).TotalSeconds;
        }

        if (_gradients.TryGetValue(node.Id, out var gradient))
        {
            var start = Environment.CpuUsage.TotalTime;
            var sums = Values($"tail {node.Id}");
            for (var p = 0; p < overlay.Count; p++)
            {
                sums[cell + p] = Along(overlay, overlay.Boxes[p], gradient);
            }

            _tailSeconds[node.Id] += (Environment.CpuUsage.TotalTime - start).TotalSeconds;
        }
    }

    /// <summary>The norm of what differs from the base, and the share of its square that lies on the box's rim.</summary>
    private static (double Norm, double Rim) Difference(Overlay overlay, in Box box)
    {
        var (all, rim) = (0.0, 0.0);
        for (var i = 0; i < box.Pixels; i++)
        {
            var (y, x) = (i / box.Width, i % box.Width);
            var distance = TensorPrimitives.Distance(
                new ReadOnlySpan<float>(overlay.Data + ((nint)(box.Offset + i) * overlay.Stride), overlay.Stride),
                new ReadOnlySpan<float>(overlay.BasePixel(in box, box.Y + y, box.X + x), overlay.Stride));
            var square = (double)distance * distance;
            all += square;
            rim += y == 0 || x == 0 || y == box.Height - 1 || x == box.Width - 1 ? square : 0;
        }

        return (Math.Sqrt(all), all > 0 ? rim / all : 0);
    }

    private static double Along(Overlay overlay, in Box box, float[] gradient)
    {
        var sum = 0.0;
        for (var y = 0; y < box.Height; y++)
        {
            var length = box.Width * overlay.Stride;
            var slopes = gradient.AsSpan((((box.Y + y) * overlay.Shape.Width) + box.X) * overlay.Stride, length);
            sum += TensorPrimitives.Dot(new ReadOnlySpan<float>(overlay.Data + ((nint)(box.Offset + ((long)y * box.Width)) * overlay.Stride), length), slopes)
                - TensorPrimitives.Dot(new ReadOnlySpan<float>(overlay.BasePixel(in box, box.Y + y, box.X), length), slopes);
        }

        return sum;
    }
}
