using System.Diagnostics;
using System.Text.Json;
using Krypton.Execution.Incremental;
using Krypton.Execution.Inference;
using Krypton.Gpu;
using Krypton.Kernels;
using Krypton.Models;
using Krypton.Models.Network;
using Krypton.Networks;
using Krypton.Planning.Logical;
using Krypton.Planning.Physical;

namespace Krypton.Benchmarks;

/// <summary>Exact explanations on a GPU: correctness against the CPU first, then time by precision and number of positions. bench/gpu puts PyTorch beside it.</summary>
internal static class GpuBenchmark
{
    private const string Suite = "vgg16,resnet18,resnet50,inception_v3,densenet121,mobilenet_v2";

    private const int Checked = 16;

    private const int PartRepeats = 100;

    private const int FewRepeats = 3;

    private const int ManyRepeats = 15;

    /// <summary>Seconds below which a run is repeated often.</summary>
    private const double Short = 0.02;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(0.15);

    /// <summary>What fp32's rounding may change in a probability.</summary>
    private const double ExactTolerance = 1e-3;

    /// <param name="Plan">incremental, or full where whole maps were faster.</param>
    private sealed record Row(string Network, string Precision, int Positions, double Seconds, string Plan, int Batch);

    /// <param name="Difference">The largest difference of a probability from the CPU's.</param>
    private sealed record Check(string Network, string Precision, double Difference);

    public static int Run(Arguments arguments)
    {
        var kind = arguments.Text("device", "cuda") switch
        {
            "cuda" => GpuKind.Cuda,
            "opencl" => GpuKind.OpenCl,
            "emulated" => GpuKind.Emulated,
            var other => throw new ArgumentException($"--device must be cuda, opencl or emulated, not '{other}'"),
        };
        if (!Enum.TryParse(arguments.Text("features", "all"), ignoreCase: true, out CudaFeatures features))
        {
            throw new ArgumentException($"--features must be all, clusters, overlap or none, not '{arguments.Text("features", "all")}'");
        }

        GpuDevice device;
        try
        {
            device = GpuDevice.Open(kind, features);
        }
        catch (GpuException e)
        {
            Console.Error.WriteLine($"no GPU: {e.Message}");
            return 3;
        }

        using (device)
        {
            return Run(device, arguments);
        }
    }

    private static int Run(GpuDevice device, Arguments arguments)
    {
        Console.WriteLine($"{device.Name}, {device.MemoryBytes >> 20} MB, {device.Multiprocessors} multiprocessors; features: {device.Features}{(device.Shortcoming is { } what ? $" ({what})" : "")}; {DateTime.UtcNow:yyyy-MM-dd}");
        var wanted = arguments.List("precisions", "fp32,tf32,3xtf32,bf16").ToHashSet();
        Precision[] supported = device.HasTensorCores ? [Precision.Fp32, Precision.Tf32, Precision.SplitTf32, Precision.Bf16] : [Precision.Fp32];
        if (wanted.Except(Enum.GetValues<Precision>().Select(Name)).FirstOrDefault() is { } unknown)
        {
            throw new ArgumentException($"--precisions are of fp32, tf32, 3xtf32 and bf16, not '{unknown}'");
        }

        Precision[] precisions = [.. supported.Where(p => wanted.Contains(Name(p)))];
        var counts = arguments.List("positions", "16,64,256,0").Select(int.Parse).ToList();
        var budget = TimeSpan.FromSeconds(arguments.Number("budget", 25));
        var (rows, checks, failed) = (new List<Row>(), new List<Check>(), false);
        foreach (var name in arguments.List("networks", Suite))
        {
            var subject = new Subject(Model.Read(NetworkCatalog.Build(name, seed: 1), name), seed: 2);
            var grid = subject.Grid(16, 16, 4);
            var all = grid.Positions().ToArray();
            Occlusion[] some = [.. Enumerable.Range(0, Checked).Select(i => all[(long)i * all.Length / Checked])];
            using var cpu = new CpuDevice(Environment.ProcessorCount);
            using var compiled = new CompiledNetwork(subject.Model.Network, cpu);
            var (theirs, classes) = Logits(subject, compiled, grid, some);
            var clock = Stopwatch.StartNew();
            foreach (var precision in precisions)
            {
                using var network = new GpuNetwork(subject.Model.Network, device, precision);
                var check = new Check(name, Name(precision), subject.Difference(Logits(subject, network, grid, some).Logits, theirs, classes).Probability);
                checks.Add(check);
                failed |= precision == Precision.Fp32 && !(check.Difference <= ExactTolerance);
                Console.WriteLine(FormattableString.Invariant($"{name,-14} {check.Precision,-7} differs from the CPU by {check.Difference:0.0E+0} in probability"));
                if (arguments.Number("layers", 0) is > 0 and var profiled)
                {
                    Profile(subject, device, precision, profiled);
                }

                foreach (var count in counts)
                {
                    if (budget > TimeSpan.Zero && clock.Elapsed < budget && Best(subject, device, precision, count, arguments.Number("patch", 16), arguments.Number("stride", 4)) is { } row)
                    {
                        rows.Add(row);
                        Console.WriteLine(FormattableString.Invariant($"{name,-14} {row.Precision,-7} {row.Positions,6} positions {row.Seconds * 1e3,9:0.00} ms  {row.Plan}, batches of {row.Batch}"));
                    }
                }
            }
        }

        var report = new { device = device.Name, memoryMegabytes = device.MemoryBytes >> 20, date = DateTime.UtcNow.ToString("yyyy-MM-dd"), checks, rows };
        File.WriteAllText(arguments.Text("json", "ours.json"), JsonSerializer.Serialize(report, new JsonSerializerOptions(JsonSerializerDefaults.Web) { WriteIndented = true }));
        return failed ? 1 : 0;
    }

    private static string Name(Precision precision) => precision == Precision.SplitTf32 ? "3xtf32" : precision.ToString().ToLowerInvariant();

    private static (float[] Logits, int Classes) Logits(Subject subject, IDeviceNetwork network, PatchGrid grid, Occlusion[] positions)
    {
        using var inference = Source(subject, network, new BoxTable(network.Network, grid), Checked);
        var logits = new float[positions.Length * inference.Width];
        inference.Evaluate(positions, logits, default);
        return (logits, inference.Width);
    }

    private static IncrementalInference Source(Subject subject, IDeviceNetwork network, BoxTable boxes, int batch) =>
        new(network, [new ModelHead(subject.Model.Network.Outputs)], subject.Scenes, [boxes], new IncrementalOptions(batch), default);

    /// <summary>Time, FLOPs and rate of every layer over one batch from the middle of the image.</summary>
    private static void Profile(Subject subject, GpuDevice device, Precision precision, int batch)
    {
        var grid = subject.Grid(16, 16, 4);
        var all = grid.Positions().ToArray();
        var some = all.Skip((all.Length - batch) / 2).Take(batch).ToArray();
        using var network = new GpuNetwork(subject.Model.Network, device, precision) { TimesLayers = true };
        using var inference = Source(subject, network, new BoxTable(network.Network, grid), some.Length);
        var logits = new float[some.Length * inference.Width];
        inference.Evaluate(some, logits, default);
        Array.Clear(inference.Segment.LayerTicks);
        Array.Clear(inference.Segment.LayerPixels);
        var whole = Measured.Seconds(() => inference.Evaluate(some, logits, default));
        Console.WriteLine(FormattableString.Invariant($"{subject.Model.Name} {Name(precision)}: {some.Length} positions in {whole * 1e3:0.00} ms, layer by layer"));
        Parts(subject, device, precision, grid, some[..Math.Min(16, some.Length)]);
        foreach (var node in subject.Model.Network.Nodes.Where(n => inference.Segment.LayerTicks[n.Id] > 0))
        {
            var seconds = inference.Segment.LayerTicks[node.Id] / (double)Stopwatch.Frequency;
            var pixels = inference.Segment.LayerPixels[node.Id];
            var flops = Flops.PerPixel(node, subject.Model.Network.InputShapes(node)) * pixels;
            Console.WriteLine(FormattableString.Invariant(
                $"{node.Id,4} {network.KernelName(node.Id),-22} {node.Shape.ToString(),-14} {pixels,9} pixels {flops / 1e9,9:0.00} GFLOP {seconds * 1e3,8:0.000} ms {flops / seconds / 1e12,7:0.00} TFLOP/s"));
        }
    }

    /// <summary>What a few positions' time is made of: the base pass, preparation with it, and a batch; of that, how long the host takes to send it.</summary>
    private static void Parts(Subject subject, GpuDevice device, Precision precision, PatchGrid grid, Occlusion[] positions)
    {
        using var network = new GpuNetwork(subject.Model.Network, device, precision);
        var boxes = new BoxTable(network.Network, grid);
        var (passes, preparations, sent, evaluations) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var i = 0; i < PartRepeats; i++)
        {
            passes.Add(Measured.Seconds(() =>
            {
                using var maps = network.Materialize(subject.Scenes.Images, default);
                maps.Complete(default);
            }));
            IncrementalInference? inference = null;
            preparations.Add(Measured.Seconds(() => inference = Source(subject, network, boxes, positions.Length)));
            using (inference)
            {
                var logits = new float[positions.Length * inference!.Width];
                sent.Add(Measured.Seconds(() => inference.Segment.Start(0, positions, default)));
                inference.Segment.Output(0, network.Network.Outputs[0]);
                evaluations.Add(Measured.Seconds(() => inference.Evaluate(positions, logits, default)));
            }
        }

        Console.WriteLine(FormattableString.Invariant(
            $"{positions.Length} positions: base pass {Settled(passes):0.000} ms, with preparation {Settled(preparations):0.000} ms, evaluation {Settled(evaluations):0.000} ms, of which sending {Settled(sent):0.000} ms"));
    }

    /// <summary>The median of the second half, in milliseconds: code has been compiled for good by then.</summary>
    private static double Settled(List<double> seconds) => Measured.Median([.. seconds.Skip(seconds.Count / 2)]) * 1e3;

    /// <summary>The fastest of rectangles and whole maps in batches of several sizes, base pass included, weights being there; null where memory is too small.</summary>
    /// <param name="count">Positions, around the middle of the image; 0 for all.</param>
    private static Row? Best(Subject subject, GpuDevice device, Precision precision, int count, int patch, int stride)
    {
        var grid = subject.Grid(patch, patch, stride);
        var all = grid.Positions().ToArray();
        var positions = count == 0 ? all : all.Skip((all.Length - count) / 2).Take(count).ToArray();
        Row? best = null;
        foreach (var (plan, fullFrom) in new[] { ("incremental", int.MaxValue), ("full", 1) })
        {
            // A whole heatmap in full is what PyTorch does; its time follows from fewer positions.
            if (plan == "full" && positions.Length > 256)
            {
                continue;
            }

            using var network = new GpuNetwork(subject.Model.Network, device, precision) { FullFrom = fullFrom };
            foreach (var batch in positions.Length > 256 ? new[] { 512, 192 } : new[] { positions.Length, (positions.Length + 1) / 2 })
            {
                try
                {
                    best = Seconds(subject, network, grid, positions, batch, best?.Seconds ?? double.MaxValue) is { } seconds
                        ? new Row(subject.Model.Name, Name(precision), positions.Length, seconds, plan, batch) : best;
                }
                catch (GpuException)
                {
                    break;
                }
            }
        }

        return best;
    }

    /// <summary>The median of three runs, of fifteen where they are short, after warming up, base pass and all positions; null where it is slower than what there is. The table of boxes belongs to planning.</summary>
    private static double? Seconds(Subject subject, GpuNetwork network, PatchGrid grid, Occlusion[] positions, int batch, double best)
    {
        var boxes = new BoxTable(network.Network, grid);
        float[]? logits = null;
        void Explain()
        {
            using var inference = Source(subject, network, boxes, batch);
            logits ??= new float[positions.Length * inference.Width];
            inference.Evaluate(positions, logits, default);
        }

        Explain();
        if (Measured.Seconds(Explain) > 1.5 * best)
        {
            return null;
        }

        // The runtime compiles methods for good after some thirty calls and a tenth of a second.
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < WarmUp;)
        {
            Explain();
        }

        var repeats = Measured.Seconds(Explain) < Short ? ManyRepeats : FewRepeats;
        var median = Measured.Median([.. Enumerable.Range(0, repeats).Select(_ => Measured.Seconds(Explain))]);
        return median < best ? median : null;
    }
}
