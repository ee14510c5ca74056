using Krypton.Execution.Incremental;
using Krypton.Execution.Inference;
using Krypton.Execution.Runtime;
using Krypton.Kernels;
using Krypton.Models;
using Krypton.Planning.Logical;
using Krypton.Planning.Physical;

namespace Krypton.Gpu.Tests.Networks;

/// <summary>A model on the CPU's kernels and on a GPU device, over the same two made-up images.</summary>
internal static class NetworkRun
{
    private const int Images = 2;

    /// <summary>The largest difference of any class's probability, over positions, on either image in turns, and the original images.</summary>
    /// <param name="fullFrom">From which node on whole maps are computed.</param>
    /// <param name="originalsFirst">Ask for the original images' scores before any batch, which computes them alone; otherwise they come with the first batch.</param>
    public static double Difference(Model model, GpuDevice device, int patch, int stride, int positions, int batch, int fullFrom = int.MaxValue, Truncation? truncation = null, bool originalsFirst = false, Precision precision = Precision.Fp32)
    {
        var shape = model.Input.Shape;
        var random = new Random(5);
        float[][] images = [.. Enumerable.Range(0, Images).Select(_ => Enumerable.Range(0, shape.Count).Select(_ => (float)random.NextDouble()).ToArray())];
        var scenes = new OcclusionScenes(images, [.. images.Select((_, i) => new OcclusionScene(i, new float[shape.Count]))]);
        var grid = new PatchGrid(patch, patch, stride, stride, PositionAxis.Inside(0, shape.Height, patch, stride), PositionAxis.Inside(0, shape.Width, patch, stride));
        var all = Enumerable.Range(0, grid.Rows).SelectMany(y => Enumerable.Range(0, grid.Columns).Select(x => new Occlusion(0, grid.Y[y], grid.X[x], patch, patch))).ToArray();
        var some = positions < all.Length ? Enumerable.Range(0, positions).Select(i => all[(long)i * (all.Length - 1) / Math.Max(1, positions - 1)]).ToArray() : all;
        some = [.. some.Select((position, i) => position with { Scene = i % Images })];
        using var cpu = new CpuDevice(2);
        using var compiled = new CompiledNetwork(model.Network, cpu);
        using var gpu = new GpuNetwork(model.Network, device, precision) { FullFrom = fullFrom };
        using var suffix = model.Suffix is null ? null : new RuntimeSession(model.Suffix.Onnx, 2);
        var (expected, expectedBase) = Probabilities(compiled);
        var (actual, actualBase) = Probabilities(gpu);
        return actual.Concat(actualBase).Zip(expected.Concat(expectedBase), (a, b) => Math.Abs(a - b)).Aggregate(0.0, (a, b) => Math.Max(a, b));

        (double[] Positions, double[] Base) Probabilities(IDeviceNetwork network)
        {
            var cancellation = TestContext.Current.CancellationToken;
            ModelHead[] heads = [new(model.Network.Outputs, model.Suffix, suffix, 2)];
            using var exact = new IncrementalInference(network, heads, scenes, [new BoxTable(model.Network, grid)], new IncrementalOptions(batch), cancellation);
            using var source = truncation is null ? null : exact.Truncated([new BoxTable(model.Network, grid, truncation)], batch, truncation, cancellation);
            if (originalsFirst)
            {
                exact.BaseLogits(0);
            }

            var logits = new float[some.Length * exact.Width];
            (source ?? exact).Evaluate(some, logits, cancellation);
            return ([.. logits.Chunk(exact.Width).SelectMany(l => Softmax(model, l))], [.. Enumerable.Range(0, Images).SelectMany(i => Softmax(model, exact.BaseLogits(i).ToArray()))]);
        }
    }

    private static IEnumerable<double> Softmax(Model model, float[] logits)
    {
        if (model.Head == Head.Sigmoid)
        {
            return logits.Select(l => 1 / (1 + Math.Exp(-l)));
        }

        var max = logits.Max();
        var sum = logits.Sum(l => Math.Exp(l - max));
        return logits.Select(l => Math.Exp(l - max) / sum);
    }
}
