using System.Globalization;
using Krypton.Execution.Approximation;
using Krypton.Execution.Heatmaps;
using Krypton.Execution.Incremental;
using Krypton.Kernels;
using Krypton.Models.Network;
using Krypton.Planning.Logical;
using Krypton.Sql.Ast;

namespace Krypton.Benchmarks.Approximation;

/// <summary>
/// Low-rank batches: every fitting convolution of a network replaced by its interpolative decomposition, layer by layer what that
/// takes and how far it is off, and what becomes of the map. Products of pivots and combinations are charged at 80 % of the FMA
/// peak measured in the same run, finding pivots at the time it takes.
/// </summary>
internal sealed class LowRankBenchmark(Arguments arguments)
{
    private const double KernelEfficiency = 0.8;

    public static int Run(Arguments arguments)
    {
        Console.WriteLine($"{Measured.Machine()}; patch 16, stride 4; {DateTime.UtcNow:yyyy-MM-dd}");
        foreach (var one in ApproximationCase.Of(arguments))
        {
            foreach (var tolerance in arguments.List("tolerances", "0.1,0.03"))
            {
                new LowRankBenchmark(arguments).Run(one, double.Parse(tolerance, CultureInfo.InvariantCulture));
            }
        }

        return 0;
    }

    private void Run(ApproximationCase one, double tolerance)
    {
        using var device = new CpuDevice(Environment.ProcessorCount);
        var (model, share) = (Krypton.Models.Model.Load(one.Model), arguments.Number("share", 2));
        using var network = new CompiledNetwork(model.Network, device);
        var shape = model.Input.Shape;
        var grid = new PatchGrid(16, 16, 4, 4, PositionAxis.Inside(0, shape.Height, 16, 4), PositionAxis.Inside(0, shape.Width, 16, 4));
        var (image, black) = MeasuredCase.Tensors(one, shape);
        using var bases = new BaseActivations(network, [image], default);
        var logits = MeasuredCase.Logits(model.Network, bases);
        var predicted = ClassChoices.Top(logits, 1)[0];
        var layers = model.Network.Nodes.Where(n => n.Inputs.Count > 0 && LowRankLayer.Fits(n, model.Network.Nodes[n.Inputs[0]].Shape))
            .ToDictionary(n => n.Id, n => new LowRankLayer(n, model.Network.Nodes[n.Inputs[0]].Shape, bases, device, tolerance, share));
        using var exact = new Propagation(network, bases, black, grid);
        Propagation guessed = null!;
        guessed = new Propagation(network, bases, black, grid)
        {
            Look = (node, overlay) =>
            {
                if (layers.TryGetValue(node.Id, out var layer))
                {
                    layer.Replace(guessed.Output(node.Inputs[0]), node.Inputs.Count > 1 ? guessed.Output(node.Inputs[1]) : null, overlay);
                }
            },
        };
        var (right, other) = (new double[grid.Count], new double[grid.Count]);

        // A batch of positions from everywhere, as the sampler's are.
        var order = Enumerable.Range(0, grid.Count).ToArray();
        new Random(1).Shuffle(order);
        var batch = arguments.Number("batch", 512);
        exact.Run([.. order.Take(96).Select(i => grid.Position(i))]);
        Array.Clear(exact.NodeSeconds);
        foreach (var cells in order.Chunk(batch))
        {
            Occlusion[] positions = [.. cells.Select(i => grid.Position(i))];
            foreach (var part in Enumerable.Range(0, positions.Length).Chunk(96))
            {
                exact.Run(positions.AsSpan(part[0], part.Length));
                Take(exact, part.Select(p => cells[p]).ToArray(), right);
            }

            guessed.Run(positions);
            Take(guessed, cells, other);
        }

        Print(one, tolerance, share, batch, layers.Values, exact, device.MeasurePeakFlops() / Environment.ProcessorCount * KernelEfficiency, network.Network,
            new QualityMeasure(QualityMetric.Ssim, 1).Of(right, other, grid.Rows, grid.Columns));
        guessed.Dispose();
        foreach (var layer in layers.Values)
        {
            layer.Dispose();
        }

        unsafe void Take(Propagation run, int[] cells, double[] to)
        {
            var output = run.Output(model.Network.Outputs[0]);
            for (var p = 0; p < cells.Length; p++)
            {
                to[cells[p]] = Scores.Of(new ReadOnlySpan<float>(output.Pixel(p, 0, 0), output.Shape.Channels), model.Head, ScoreKind.Probability)[predicted];
            }
        }
    }

    private static void Print(
        ApproximationCase one, double tolerance, int share, int batch, IEnumerable<LowRankLayer> layers, Propagation exact, double flops, NetworkGraph network, double ssim)
    {
        Console.WriteLine(FormattableString.Invariant($"{one.ModelName}, {one.ImageName}: tolerance {tolerance}, {share}×{share} pixels share pivots, batches of {batch}"));
        Console.WriteLine("  layer                                inputs outputs   direct  error   exact (s)  low rank (s): pivots found, their products, combined");
        var (whole, other) = (exact.NodeSeconds.Sum(), exact.NodeSeconds.Sum());
        foreach (var layer in layers)
        {
            var c = (ConvolutionLayer)layer.Node.Layer;
            var depth = c.Rows.Kernel * c.Columns.Kernel * network.Nodes[layer.Node.Inputs[0]].Shape.Channels;
            var products = 2.0 * depth * layer.Node.Shape.Channels * layer.Direct / flops;
            var combined = 2.0 * layer.Node.Shape.Channels * layer.Combined / flops;
            var (before, after) = (exact.NodeSeconds[layer.Node.Id], layer.DecompositionSeconds + products + combined);
            other += Math.Min(0, after - before);
            Console.WriteLine(FormattableString.Invariant(
                $"  {layer.Node.Name[Math.Max(0, layer.Node.Name.Length - 36)..],-36} {depth,6} {layer.Node.Shape.Channels,7} {100.0 * layer.Direct / layer.Pixels,6:0.0} % {layer.Error,6:0.000} {before,10:0.000}   {after,8:0.000}: {layer.DecompositionSeconds,8:0.000} {products,8:0.000} {combined,8:0.000}"));
        }

        Console.WriteLine(FormattableString.Invariant($"  SSIM {ssim:0.0000}; where it is faster it would take {other / whole:0.000} of the exact time of {whole:0.00} processor seconds"));
    }
}
