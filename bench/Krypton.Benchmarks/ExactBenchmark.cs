using System.Diagnostics;
using System.Text.Json;
using Krypton.Execution.Incremental;
using Krypton.Execution.Inference;
using Krypton.Execution.Runtime;
using Krypton.Kernels;
using Krypton.Models;
using Krypton.Networks;
using Krypton.Planning.Logical;

namespace Krypton.Benchmarks;

/// <summary>Whole exact heatmaps against naive re-inference on ONNX Runtime, alternating in one run.</summary>
internal static class ExactBenchmark
{
    private const string Suite = "vgg16,resnet18,resnet50,inception_v3,densenet121,squeezenet1_1,mobilenet_v1,mobilenet_v2,efficientnet_b0";

    private static readonly int[] NaiveBatches = [1, 4, 8, 16];

    /// <param name="HeatmapSeconds">Median of whole heatmaps: weight preparation, base pass and all positions.</param>
    /// <param name="NaiveSeconds">ONNX Runtime's time for as many images at its best batch size.</param>
    /// <param name="OwnNaiveSeconds">The same images in full on our own kernels: what incrementality alone gains is measured against this.</param>
    /// <param name="EngineMegabytes">Weights, activations, overlays and scratch of our side.</param>
    /// <param name="Compared">Positions whose scores and logits were compared with ONNX Runtime's.</param>
    /// <param name="ComparisonSeconds">ONNX Runtime's time for those, once: with <c>--every</c> its whole heatmap.</param>
    private sealed record Row(
        string Network, int Patch, int Stride, int Positions, double HeatmapSeconds, double PositionsPerSecond, double NaiveSeconds, int NaiveBatch, double OwnNaiveSeconds,
        double Ratio, long EngineMegabytes, double LargestProbabilityDifference, double LargestRelativeLogitDifference, double PeakGigaflops,
        int Compared, double ComparisonSeconds);

    public static int Run(Arguments arguments)
    {
        var threads = arguments.Number("threads", Environment.ProcessorCount);
        var stride = arguments.Number("stride", 4);
        var patches = arguments.List("patches", "16,4,32").Select(int.Parse).ToList();
        Console.WriteLine($"{Measured.Machine()}; {threads} threads; stride {stride}, all positions; {DateTime.UtcNow:yyyy-MM-dd}");
        Console.WriteLine("network        patch  positions  ours (s)  pos/s  ORT (s, batch)  own naive (s)  ratio  kernels  incremental  memory (MB)  score diff  logit diff");
        var rows = new List<Row>();
        foreach (var (name, patch) in arguments.List("networks", Suite).SelectMany(name => patches.Select(patch => (name, patch))))
        {
            var row = Measure(name, patch, stride, threads, arguments);
            rows.Add(row);
            Console.WriteLine(FormattableString.Invariant(
                $"{row.Network,-14} {row.Patch,5} {row.Positions,10} {row.HeatmapSeconds,9:0.00} {row.PositionsPerSecond,6:0} {row.NaiveSeconds,10:0.0} ({row.NaiveBatch,2})  {row.OwnNaiveSeconds,12:0.0} {row.Ratio,6:0.00} {row.NaiveSeconds / row.OwnNaiveSeconds,8:0.00} {row.OwnNaiveSeconds / row.HeatmapSeconds,12:0.00} {row.EngineMegabytes,12} {row.LargestProbabilityDifference,11:0.0E+0} {row.LargestRelativeLogitDifference,11:0.0E+0}  over {row.Compared} positions, for which ONNX Runtime took {row.ComparisonSeconds:0.0} s"));
        }

        Console.WriteLine($"process peak {Measured.PeakProcessMegabytes()} MB; ratio = ORT / ours; kernels = ORT / own naive; incremental = own naive / ours");
        if (arguments.Has("json"))
        {
            var report = new { machine = Measured.Machine(), threads, date = DateTime.UtcNow.ToString("yyyy-MM-dd"), rows };
            File.WriteAllText(arguments.Text("json", "exact.json"), JsonSerializer.Serialize(report, new JsonSerializerOptions { WriteIndented = true }));
        }

        return 0;
    }

    private static Row Measure(string name, int patch, int stride, int threads, Arguments arguments)
    {
        var subject = new Subject(Model.Read(NetworkCatalog.Build(name, seed: 1), name), seed: 2);
        var model = subject.Model;
        var grid = subject.Grid(patch, patch, stride);
        using var device = new CpuDevice(threads);
        using var session = new RuntimeSession(model.NaiveOnnx, threads);
        using var suffix = model.Suffix is null ? null : new RuntimeSession(model.Suffix.Onnx, threads);
        var positions = grid.Positions().ToArray();
        var batch = BestNaiveBatch(session, subject, grid, positions);
        using var naive = new NaiveInference(session, model.Input, subject.Scenes, batch);
        var classes = naive.Width;
        var logits = new float[(long)positions.Length * classes];
        List<double> ours = [], theirs = [], own = [];
        var images = positions.Take(arguments.Number("images", 24)).ToArray();
        var before = NativeBuffer.TotalBytes;
        long engine = 0;
        for (var repeat = 0; repeat < arguments.Number("repeats", 3); repeat++)
        {
            theirs.Add(NaiveSeconds(naive, images, classes) * positions.Length);
            using var network = new Holder();
            double[] phases =
            [
                Measured.Seconds(() => network.Network = new CompiledNetwork(model.Network, device)),
                Measured.Seconds(() => network.Inference = subject.Incremental(network.Network!, grid, suffix, arguments.Has("batch") ? arguments.Number("batch", 0) : null)),
                Measured.Seconds(() => network.Inference!.Evaluate(positions, logits, default)),
            ];
            ours.Add(phases.Sum());
            engine = Math.Max(engine, NativeBuffer.TotalBytes - before);
            own.Add(OwnNaive(subject, network.Network!, suffix) * positions.Length);
            if (arguments.Has("profile"))
            {
                Console.WriteLine(FormattableString.Invariant($"  {name}: weights prepared in {phases[0]:0.00} s, plan and original image {phases[1]:0.00} s, positions {phases[2]:0.00} s"));
            }

            if (arguments.Has("profile") && repeat == 0)
            {
                Profile(model, network.Network!, network.Inference!, device.MeasurePeakFlops() / 1e9);
            }
        }

        // Compared after the timing, on positions spread over the whole grid, or on all of it.
        var compared = arguments.Has("every") ? positions.Length : Math.Min(positions.Length, 64);
        var sample = Enumerable.Range(0, compared).Select(i => (int)((long)i * positions.Length / compared)).ToArray();
        var expected = new float[sample.Length * classes];
        var seconds = Measured.Seconds(() => naive.Evaluate(sample.Select(i => positions[i]).ToArray(), expected, default));
        var actual = sample.SelectMany(i => logits.AsSpan(i * classes, classes).ToArray()).ToArray();
        var (probability, logit) = subject.Difference(actual, expected, classes);
        var (time, naiveTime) = (Measured.Median(ours), Measured.Median(theirs));
        return new Row(
            name, patch, stride, positions.Length, time, positions.Length / time, naiveTime, batch, Measured.Median(own), naiveTime / time, engine >> 20, probability, logit,
            device.MeasurePeakFlops() / 1e9, compared, seconds);
    }

    private static int BestNaiveBatch(RuntimeSession session, Subject subject, PatchGrid grid, Occlusion[] positions)
    {
        return NaiveBatches.Select(batch =>
        {
            using var naive = new NaiveInference(session, subject.Model.Input, subject.Scenes, batch);
            var images = positions.Take(Math.Max(batch, 4)).ToArray();
            NaiveSeconds(naive, images, naive.Width);
            return (Batch: batch, Seconds: NaiveSeconds(naive, images, naive.Width));
        }).MinBy(r => r.Seconds).Batch;
    }

    /// <summary>Seconds an image.</summary>
    private static double NaiveSeconds(NaiveInference naive, Occlusion[] images, int classes)
    {
        var logits = new float[images.Length * classes];
        return Measured.Seconds(() => naive.Evaluate(images, logits, default)) / images.Length;
    }

    /// <summary>Seconds an image in full on our kernels, eight at a time: a patch as large as the image changes everything.</summary>
    private static double OwnNaive(Subject subject, CompiledNetwork network, RuntimeSession? suffix)
    {
        const int Batch = 8;
        var shape = subject.Model.Input.Shape;
        var whole = subject.Grid(shape.Height, shape.Width, 1);
        using var inference = subject.Incremental(network, whole, suffix, Batch);
        var positions = Enumerable.Repeat(new Occlusion(0, 0, 0, shape.Height, shape.Width), Batch).ToArray();
        var logits = new float[Batch * inference.Width];
        inference.Evaluate(positions, logits, default);
        return Measured.Seconds(() => inference.Evaluate(positions, logits, default)) / Batch;
    }

    private static void Profile(Model model, CompiledNetwork network, IncrementalInference inference, double peak)
    {
        var segment = inference.Segment;
        double total = segment.LayerTicks.Sum();
        Console.WriteLine($"  {model.Name}: layers above 0.5 % of {total / Stopwatch.Frequency:0.00} s; peak {peak:0} GFLOP/s; winograd counts direct products");
        foreach (var node in model.Network.Nodes.Where(n => n.Inputs.Count > 0 && segment.LayerTicks[n.Id] / total > 0.005))
        {
            var seconds = segment.LayerTicks[node.Id] / (double)Stopwatch.Frequency;
            var flops = Models.Network.Flops.PerPixel(node, model.Network.InputShapes(node)) * segment.LayerPixels[node.Id];
            Console.WriteLine(FormattableString.Invariant(
                $"  {node.Id,4} {node.Layer.GetType().Name.Replace("Layer", ""),-14} {network.KernelOf(node.Id)!.Name,-18} {model.Network.Nodes[node.Inputs[0]].Shape,14} -> {node.Shape,-14} {segment.LayerTicks[node.Id] * Percent / total,5:0.0} % {seconds,7:0.000} s {flops / seconds / 1e9,6:0} GFLOP/s {flops * Percent / seconds / 1e9 / peak,5:0} % of peak"));
        }
    }

    private const double Percent = 100;

    /// <summary>Disposes what a repeat built, whether or not it came to its end.</summary>
    private sealed class Holder : IDisposable
    {
        public CompiledNetwork? Network { get; set; }

        public IncrementalInference? Inference { get; set; }

        public void Dispose()
        {
            Inference?.Dispose();
            Network?.Dispose();
        }
    }
}
