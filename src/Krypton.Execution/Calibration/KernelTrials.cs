using Krypton.Execution.Incremental;
using Krypton.Kernels;
using Krypton.Models.Network;
using Krypton.Planning.Cost;
using Krypton.Planning.Logical;
using Krypton.Planning.Physical;

namespace Krypton.Execution.Calibration;

/// <summary>Runs small networks on our kernels, on batches of boxes of a few sizes, and times every layer.</summary>
/// <remarks>Layers run one behind the other as in a real plan, so that data and weights are as warm or cold as they would be there.</remarks>
internal sealed class KernelTrials(CpuDevice device, CalibrationClock clock, CancellationToken cancellation)
{
    private const int Repeats = 3;

    private const int WarmRuns = 30;

    /// <summary>Floating-point operations a run of a network may take: some tens of milliseconds.</summary>
    private const double LargestRun = 8e9;

    /// <summary>Positions along an axis of the grid.</summary>
    private static readonly int[] Sides = [2, 5, 13];

    /// <summary>The part of the map's side that a patch covers.</summary>
    private static readonly double[] Patches = [0.05, 0.25, 0.6];

    private readonly List<double[]> _prepared = [];
    private readonly List<double> _preparations = [];
    private (double Seconds, double Boxes) _placing;

    public List<Trial> Trials { get; } = [];

    /// <summary>Seconds to place one box.</summary>
    public double PerPlacedBox => _placing.Seconds / _placing.Boxes;

    private double Now => clock.Seconds(device.Workers.Count);

    /// <summary>Seconds a byte of weights prepared: Winograd's on tiles, and all others.</summary>
    public double[] PerPreparedByte() => LeastSquares.NonNegative(_prepared, _preparations);

    public void Run(NetworkGraph graph)
    {
        var image = new float[graph.Nodes[0].Shape.Count];
        using var network = Prepare(graph, image);
        using var original = new BaseActivations(network, [image], cancellation);
        var size = graph.Nodes[0].Shape.Height;
        foreach (var patch in Patches.Select(p => Math.Max(1, (int)Math.Round(p * size))).Distinct())
        {
            foreach (var side in Sides)
            {
                var axis = new PositionAxis(0, (size - patch) / (side - 1), side);
                var grid = new PatchGrid(patch, patch, axis.Stride, axis.Stride, axis, axis);
                if (side == Sides[0] || IncrementalWork.Relative(graph, new BoxTable(graph, grid)) * graph.Flops() * grid.Count <= LargestRun)
                {
                    Run(network, original, grid);
                }
            }
        }
    }

    /// <summary>Runs a few boxes often and records nothing.</summary>
    public void WarmUp(NetworkGraph graph)
    {
        using var network = new CompiledNetwork(graph, device);
        using var original = new BaseActivations(network, [new float[graph.Nodes[0].Shape.Count]], cancellation);
        var axis = new PositionAxis(0, 1, 3);
        var size = graph.Nodes[0].Shape.Height;
        var patch = Math.Max(1, (size / 4) - 1);
        var grid = new PatchGrid(patch, patch, 1, 1, size > 2 ? axis : new PositionAxis(0, 1, 1), size > 2 ? axis : new PositionAxis(0, 1, 1));
        using var batch = new CalibrationBatch(network, original, new BoxTable(graph, grid));
        for (var run = 0; run < WarmRuns; run++)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var node in graph.Nodes)
            {
                batch.Place(node);
                batch.Compute(node);
            }
        }
    }

    /// <summary>Compiles twice and times the second: the first may translate code.</summary>
    private CompiledNetwork Prepare(NetworkGraph graph, float[] image)
    {
        using (var first = new CompiledNetwork(graph, device))
        {
            new BaseActivations(first, [image], cancellation).Dispose();
        }

        var start = Now;
        var network = new CompiledNetwork(graph, device);
        new BaseActivations(network, [image], cancellation).Dispose();
        var prepared = Now;
        new BaseActivations(network, [image], cancellation).Dispose();
        var seconds = prepared - start - (Now - prepared);
        var bytes = new double[2];
        foreach (var node in graph.Nodes.Where(n => n.Layer is ConvolutionLayer))
        {
            var inputs = graph.InputShapes(node);
            var family = LayerFamilies.Of(node, inputs);
            bytes[family == LayerFamily.Winograd ? 0 : 1] += KernelWork.PreparedBytes(family, (ConvolutionLayer)node.Layer, MapShape.Join(inputs.AsSpan(0, ((ConvolutionLayer)node.Layer).Parts)));
        }

        // Less would drown in noise.
        if (bytes.Sum() > 1 << 20 && seconds > 0)
        {
            _prepared.Add(bytes);
            _preparations.Add(seconds);
        }

        return network;
    }

    private void Run(CompiledNetwork network, BaseActivations original, PatchGrid grid)
    {
        var graph = network.Network;
        var boxes = new BoxTable(graph, grid);
        using var batch = new CalibrationBatch(network, original, boxes);
        var times = graph.Nodes.Select(_ => new List<double>()).ToArray();
        var placing = new List<double>();
        for (var repeat = 0; repeat <= Repeats; repeat++)
        {
            cancellation.ThrowIfCancellationRequested();
            ColdCache.Clear();
            var placed = 0.0;
            foreach (var node in graph.Nodes)
            {
                var start = Now;
                batch.Place(node);
                var ready = Now;
                batch.Compute(node);
                placed += ready - start;
                times[node.Id].Add(Now - ready);
            }

            placing.Add(placed);
        }

        // The first run touches fresh memory.
        placing.RemoveAt(0);
        Array.ForEach(times, t => t.RemoveAt(0));

        // Placing is one thread's work, which the processor's time divides by all.
        var alone = clock == CalibrationClock.Processor ? device.Workers.Count : 1;
        _placing = (_placing.Seconds + (clock.Typical(placing) * alone), _placing.Boxes + ((double)grid.Count * graph.Nodes.Count));
        foreach (var node in graph.Nodes)
        {
            var parts = KernelWork.Of(graph, node, boxes.Sizes, 1, device.Workers.Count).ToList();
            if (parts.Count == 1)
            {
                Trials.Add(new Trial(parts[0], clock.Typical(times[node.Id])));
            }
        }
    }
}
