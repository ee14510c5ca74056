using System.Diagnostics;
using System.Text.Json;
using Krypton.Execution.Calibration;
using Krypton.Execution.Incremental;
using Krypton.Execution.Inference;
using Krypton.Execution.Runtime;
using Krypton.Kernels;
using Krypton.Models;
using Krypton.Models.Network;
using Krypton.Networks;
using Krypton.Planning.Cost;
using Krypton.Planning.Logical;
using Krypton.Planning.Physical;

namespace Krypton.Benchmarks;

/// <summary>What the cost model predicts against what plans take.</summary>
internal static class CostBenchmark
{
    private const int NaiveBatch = 8;

    /// <param name="Predicted">Seconds, all positions.</param>
    /// <param name="Actual">Seconds, the shortest of the repeats.</param>
    private sealed record Side(double Predicted, double Actual)
    {
        public double Ratio => Predicted / Actual;
    }

    /// <param name="Incremental">All positions on our kernels, base and weights being there.</param>
    /// <param name="Naive">As many images on ONNX Runtime.</param>
    private sealed record Row(string Network, int Patch, int Stride, int Positions, int Batch, Side Incremental, Side Naive)
    {
        public bool OrderIsRight => Incremental.Predicted < Naive.Predicted == Incremental.Actual < Naive.Actual;
    }

    public static int Run(Arguments arguments)
    {
        var threads = arguments.Number("threads", Environment.ProcessorCount);
        var profile = Profile(arguments, threads);
        var model = new CostModel(profile, threads);
        Console.WriteLine($"{Measured.Machine()}; {threads} threads; {DateTime.UtcNow:yyyy-MM-dd}; profile of {profile.Date:yyyy-MM-dd}, {profile.Threads} threads, {profile.Machine}");
        Console.WriteLine("                                            incremental (s)              naive (s)");
        Console.WriteLine("network         patch stride positions  predicted  actual ratio  predicted  actual ratio  order");
        var rows = new List<Row>();
        foreach (var name in arguments.List("networks", string.Join(',', NetworkCatalog.Names)))
        {
            foreach (var row in Measure(name, model, threads, arguments))
            {
                rows.Add(row);
                Console.WriteLine(FormattableString.Invariant(
                    $"{row.Network,-15} {row.Patch,5} {row.Stride,6} {row.Positions,9} {row.Incremental.Predicted,10:0.00} {row.Incremental.Actual,7:0.00} {row.Incremental.Ratio,5:0.00} {row.Naive.Predicted,10:0.00} {row.Naive.Actual,7:0.00} {row.Naive.Ratio,5:0.00}  {(row.OrderIsRight ? "right" : "WRONG")}"));
            }
        }

        var (ours, theirs) = (MedianError(rows.Select(r => r.Incremental)), MedianError(rows.Select(r => r.Naive)));
        Console.WriteLine(FormattableString.Invariant($"median absolute relative error: incremental {ours:0.0%}, naive {theirs:0.0%}; order right in {rows.Count(r => r.OrderIsRight)} of {rows.Count}"));
        if (arguments.Has("json"))
        {
            var report = new { machine = Measured.Machine(), threads, date = DateTime.UtcNow.ToString("yyyy-MM-dd"), profile = profile.Date, medianErrorIncremental = ours, medianErrorNaive = theirs, rows };
            File.WriteAllText(arguments.Text("json", "cost.json"), JsonSerializer.Serialize(report, new JsonSerializerOptions { WriteIndented = true }));
        }

        return 0;
    }

    private static DeviceProfile Profile(Arguments arguments, int threads)
    {
        if (!arguments.Has("calibrate"))
        {
            return DeviceProfile.Default;
        }

        DeviceProfile? profile = null;
        var before = Environment.CpuUsage.TotalTime;
        var seconds = Measured.Seconds(() => profile = DeviceCalibration.Measure(threads, null, default, arguments.Has("cpu") ? CalibrationClock.Processor : CalibrationClock.Wall));
        Console.WriteLine(FormattableString.Invariant($"calibrated in {seconds:0.0} s, {(Environment.CpuUsage.TotalTime - before).TotalSeconds / threads:0.0} s of processor time a thread"));
        if (arguments.Text("calibrate", "") is { Length: > 0 } file)
        {
            File.WriteAllText(file, profile!.ToJson() + "\n");
        }

        return profile!;
    }

    private static IEnumerable<Row> Measure(string name, CostModel costs, int threads, Arguments arguments)
    {
        var subject = new Subject(Model.Read(NetworkCatalog.Build(name, seed: 1), name), seed: 2);
        var network = subject.Model.Network;
        using var device = new CpuDevice(threads);
        using var compiled = new CompiledNetwork(network, device);
        using var session = new RuntimeSession(subject.Model.NaiveOnnx, threads);
        var stride = arguments.Number("stride", 12);
        var cpu = arguments.Has("cpu");
        var images = arguments.Number("images", 2 * NaiveBatch);
        double? naivePerImage = null;
        foreach (var patch in arguments.List("patches", "4,16,32").Select(int.Parse))
        {
            var grid = subject.Grid(patch, patch, stride);
            var positions = grid.Positions().ToArray();
            using var naive = new NaiveInference(session, subject.Model.Input, subject.Scenes, NaiveBatch);
            using var inference = subject.Incremental(compiled, grid, suffix: null);
            var logits = new float[(long)positions.Length * naive.Width];
            naivePerImage ??= Shortest(() => naive.Evaluate(positions.AsSpan(0, images), logits, default), arguments, threads, cpu) / images;
            var actual = Shortest(() => inference.Evaluate(positions, logits, default), arguments, threads, cpu);
            if (arguments.Has("profile"))
            {
                var before = inference.Segment.LayerTicks.ToArray();
                inference.Evaluate(positions, logits, default);
                PrintFamilies(network, costs, new BoxTable(network, grid), inference.BatchSize, inference.Segment.LayerTicks.Zip(before, (a, b) => a - b).ToArray());
            }

            yield return new Row(
                name, patch, stride, positions.Length, inference.BatchSize,
                new Side(costs.Incremental(network, new BoxTable(network, grid), inference.BatchSize), actual),
                new Side(costs.Naive(network, positions.Length, NaiveBatch), naivePerImage.Value * positions.Length));
        }
    }

    /// <summary>Predicted and actual seconds of one evaluation, family by family.</summary>
    private static void PrintFamilies(NetworkGraph network, CostModel costs, BoxTable boxes, int batch, long[] ticks)
    {
        foreach (var family in network.Nodes.GroupBy(n => LayerFamilies.Of(n, network.InputShapes(n))))
        {
            var predicted = family.Sum(n => costs.Layer(network, n, boxes, batch).Seconds);
            var actual = family.Sum(n => ticks[n.Id]) / (double)Stopwatch.Frequency;
            Console.WriteLine(FormattableString.Invariant($"  {family.Key,-15} {predicted,8:0.000} {actual,8:0.000} {predicted / actual,6:0.00}"));
        }
    }

    /// <summary>The shortest of a few runs after one that does not count; processor time divided by the threads where the machine is shared.</summary>
    private static double Shortest(Action work, Arguments arguments, int threads, bool cpu)
    {
        work();
        return Enumerable.Range(0, arguments.Number("repeats", 3)).Min(_ =>
        {
            var before = Environment.CpuUsage.TotalTime;
            var seconds = Measured.Seconds(work);
            return cpu ? (Environment.CpuUsage.TotalTime - before).TotalSeconds / threads : seconds;
        });
    }

    private static double MedianError(IEnumerable<Side> sides) => Measured.Median(sides.Select(s => Math.Abs(s.Ratio - 1)));
}
