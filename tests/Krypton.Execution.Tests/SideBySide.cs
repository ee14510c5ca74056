using Krypton.Execution.Incremental;
using Krypton.Execution.Inference;
using Krypton.Execution.Runtime;
using Krypton.Kernels;
using Krypton.Models;
using Krypton.Planning.Logical;
using Krypton.Planning.Physical;

namespace Krypton.Execution.Tests;

/// <summary>One model on images, by naive inference on ONNX Runtime and by incremental inference on a device.</summary>
internal sealed class SideBySide : IDisposable
{
    private const int Threads = 2;

    private readonly IDevice _device;
    private readonly CompiledNetwork _network;
    private readonly RuntimeSession _session;
    private readonly RuntimeSession? _suffix;
    private readonly int _images;

    /// <param name="device">What runs the network; disposed here. The CPU's kernels by default.</param>
    /// <param name="batch">Positions at once, for either.</param>
    public SideBySide(Model model, OcclusionScenes scenes, PatchGrid grid, IDevice? device = null, int batch = 8)
    {
        Model = model;
        _images = scenes.Images.Count;
        _device = device ?? new CpuDevice(Threads);
        _network = new CompiledNetwork(model.Network, _device);
        _session = new RuntimeSession(model.NaiveOnnx, Threads);
        _suffix = model.Suffix is null ? null : new RuntimeSession(model.Suffix.Onnx, Threads);
        Naive = new NaiveInference(_session, model.Input, scenes, batch);
        Incremental = new IncrementalInference(
            _network, [new ModelHead(model.Network.Outputs, model.Suffix, _suffix, batch)], scenes, [new BoxTable(model.Network, grid)], new IncrementalOptions(batch),
            TestContext.Current.CancellationToken);
    }

    public Model Model { get; }

    public NaiveInference Naive { get; }

    public IncrementalInference Incremental { get; }

    /// <summary>Logits, class by class, one position after the other.</summary>
    public static float[] Logits(ILogitSource source, Occlusion[] positions)
    {
        var logits = new float[positions.Length * source.Width];
        source.Evaluate(positions, logits, TestContext.Current.CancellationToken);
        return logits;
    }

    /// <summary>The largest |a − b| / max(1, |b|) of all logits, those of the original images included; NaN where either holds one.</summary>
    public double LogitDifference(Occlusion[] positions) => Difference(
        [.. Originals(Incremental), .. Logits(Incremental, positions)], [.. Originals(Naive), .. Logits(Naive, positions)]);

    /// <summary>The largest difference of any probability at any position.</summary>
    public double ProbabilityDifference(Occlusion[] positions)
    {
        var (ours, theirs) = (Probabilities(Logits(Incremental, positions)), Probabilities(Logits(Naive, positions)));
        return ours.Zip(theirs, (a, b) => Math.Abs(a - b)).Aggregate(0.0, Highest);
    }

    public static double Difference(IReadOnlyList<float> actual, IReadOnlyList<float> expected)
    {
        Assert.Equal(expected.Count, actual.Count);
        return actual.Zip(expected, (a, b) => Math.Abs((double)a - b) / Math.Max(1, Math.Abs((double)b))).Aggregate(0.0, Highest);
    }

    public void Dispose()
    {
        Incremental.Dispose();
        Naive.Dispose();
        _suffix?.Dispose();
        _session.Dispose();
        _network.Dispose();
        _device.Dispose();
    }

    private IEnumerable<float> Originals(ILogitSource source) => Enumerable.Range(0, _images).SelectMany(image => source.BaseLogits(image).ToArray());

    // Math.Max keeps a NaN, which Enumerable.Max would lose.
    private static double Highest(double a, double b) => Math.Max(a, b);

    private double[] Probabilities(float[] logits) => Model.Head == Head.Sigmoid
        ? [.. logits.Select(l => 1 / (1 + Math.Exp(-l)))]
        : [.. logits.Chunk(Naive.Width).SelectMany(Softmax)];

    private static IEnumerable<double> Softmax(float[] logits)
    {
        var max = logits.Max();
        var sum = logits.Sum(l => Math.Exp(l - max));
        return logits.Select(l => Math.Exp(l - max) / sum);
    }
}
