using System.Text.Json;
using Krypton.Execution.Incremental;
using Krypton.Execution.Inference;
using Krypton.Execution.Runtime;
using Krypton.Kernels;
using Krypton.Models;
using Krypton.Networks;
using Krypton.Planning.Explain;
using Krypton.Planning.Logical;
using Krypton.Planning.Physical;

namespace Krypton.Benchmarks;

/// <summary>Every candidate of the optimizer forced and timed: was the chosen one the best?</summary>
internal static class ChoiceBenchmark
{
    private const int MostRounds = 20;

    private const double EnoughSeconds = 0.5;

    /// <summary>Who took so many times the best time is not the best.</summary>
    private const double Hopeless = 2;

    private static readonly TimeSpan Settled = TimeSpan.FromMilliseconds(100);

    private sealed record Row(string Network, int Patch, int Positions, string Chosen, double ChosenSeconds, string Best, double BestSeconds, double Loss);

    public static int Run(Arguments arguments)
    {
        var (threads, repeats) = (arguments.Number("threads", Environment.ProcessorCount), arguments.Number("repeats", 6));
        Console.WriteLine($"{Measured.Machine()}; {threads} threads; shortest of {repeats}; {DateTime.UtcNow:yyyy-MM-dd}");
        Console.WriteLine("network          patch  positions  candidate                                   estimated (s)  took (s)");
        var rows = new List<Row>();
        foreach (var name in arguments.List("networks", "vgg16,resnet18,densenet121,squeezenet1_1,mobilenet_v2,efficientnet_b0"))
        {
            var subject = new Subject(Model.Read(NetworkCatalog.Build(name, seed: 1), name), seed: 2);
            using var device = new CpuDevice(threads);
            using var network = new CompiledNetwork(subject.Model.Network, device);
            using var session = new RuntimeSession(subject.Model.NaiveOnnx, threads);
            foreach (var (patch, stride) in new[] { (16, 16), (16, subject.Model.Input.Shape.Height - 16), (64, 40), (200, 200) })
            {
                rows.Add(Measure(subject, network, session, subject.Grid(patch, patch, stride), threads, repeats));
            }
        }

        var loss = rows.Select(r => r.Loss).ToList();
        Console.WriteLine(FormattableString.Invariant($"chosen against best: median {Measured.Median(loss) - 1:P1} slower, at most {loss.Max() - 1:P1}; within 10 % in {loss.Count(l => l <= 1.1)} of {loss.Count}"));
        if (arguments.Has("json"))
        {
            var report = new { machine = Measured.Machine(), threads, date = DateTime.UtcNow.ToString("yyyy-MM-dd"), rows };
            File.WriteAllText(arguments.Text("json", "choices.json"), JsonSerializer.Serialize(report, new JsonSerializerOptions { WriteIndented = true }));
        }

        return 0;
    }

    private static Row Measure(Subject subject, CompiledNetwork network, RuntimeSession session, PatchGrid grid, int threads, int repeats)
    {
        var plan = subject.Candidates(grid, threads);
        var positions = grid.Positions().ToArray();
        var runnables = plan.Select(c => new Runnable(c.Inference, subject, network, session, grid, threads)).ToList();
        var times = plan.Select(_ => double.PositiveInfinity).ToArray();
        try
        {
            // In turn, so that what the machine does meanwhile meets all of them; short ones more often. Shuffled, because who comes
            // after a long run of ONNX Runtime is slower. Those that were far from the best are not tried again.
            var (random, rounds) = (new Random(1), repeats);
            for (var round = 0; round < rounds; round++)
            {
                var contenders = Enumerable.Range(0, runnables.Count).Where(i => round == 0 || times[i] <= Hopeless * times.Min()).ToArray();
                random.Shuffle(contenders);
                foreach (var i in contenders)
                {
                    // ONNX Runtime's threads spin for a while after it ends: whoever comes next would always pay for that.
                    Thread.Sleep(Settled);
                    times[i] = Math.Min(times[i], Measured.Seconds(() =>
                    {
                        using var source = runnables[i].Create();
                        source.Evaluate(positions, new float[positions.Length * source.Width], default);
                    }));
                }

                rounds = Math.Max(repeats, Math.Min(MostRounds, (int)(EnoughSeconds / times.Min())));
            }
        }
        finally
        {
            runnables.ForEach(r => r.Dispose());
        }

        var results = plan.Zip(times, (candidate, seconds) => (Name: Words(candidate.Inference), Seconds: seconds)).ToList();
        foreach (var ((name, seconds), candidate) in results.Zip(plan))
        {
            Console.WriteLine(FormattableString.Invariant($"{subject.Model.Name,-16} {grid.PatchHeight,5} {positions.Length,10}  {name,-42} {candidate.Estimate.Seconds,14:0.000} {seconds,9:0.000}"));
        }

        var best = results.MinBy(r => r.Seconds);
        return new Row(subject.Model.Name, grid.PatchHeight, positions.Length, results[0].Name, results[0].Seconds, best.Name, best.Seconds, results[0].Seconds / best.Seconds);
    }

    /// <summary>A candidate whose sessions are open and whose networks are compiled, as a model in use has them.</summary>
    private sealed class Runnable : IDisposable
    {
        private readonly RuntimeSession? _rest;

        public Runnable(PhysicalNode inference, Subject subject, CompiledNetwork network, RuntimeSession session, PatchGrid grid, int threads)
        {
            switch (inference)
            {
                case PhysicalNaiveInference naive:
                    Create = () => new NaiveInference(session, subject.Model.Input, subject.Scenes, naive.Batch);
                    break;
                case PhysicalIncrementalSegment segment:
                    Create = () => subject.Incremental(network, grid, null, segment.Batch);
                    break;
                case PhysicalRuntimeSuffix { Cut: { } cut } suffix:
                    var (prefix, origins) = subject.Model.Network.UpTo(cut.Node);
                    var part = subject.Model.SuffixAt(cut.Node)!;
                    var compiled = new CompiledNetwork(prefix, [.. origins.Select(network.KernelOf)]);
                    _rest = new RuntimeSession(part.Onnx, threads);
                    var head = new ModelHead(prefix.Outputs, part, _rest, suffix.Batch);
                    Create = () => new IncrementalInference(compiled, [head], subject.Scenes, [new BoxTable(prefix, grid)], new IncrementalOptions(suffix.Input.Batch), default);
                    break;
                default:
                    throw new InvalidOperationException($"no inference for {inference.GetType().Name}");
            }
        }

        public Func<ILogitSource> Create { get; }

        public void Dispose() => _rest?.Dispose();
    }

    private static string Words(PhysicalNode inference) => inference switch
    {
        PhysicalNaiveInference naive => $"naive, batch {naive.Batch}",
        PhysicalIncrementalSegment segment => $"incremental, batch {segment.Batch}, {Quantity.Percent(segment.Work)}",
        PhysicalRuntimeSuffix suffix => $"cut behind {suffix.Cut?.Name}, batch {suffix.Input.Batch}",
        _ => inference.GetType().Name,
    };
}
