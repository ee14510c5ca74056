using Krypton.Execution.Incremental;
using Krypton.Execution.Inference;
using Krypton.Kernels;
using Krypton.Models;
using Krypton.Models.Onnx;
using Krypton.Planning.Logical;
using Krypton.Planning.Physical;

namespace Krypton.Execution.Tests;

public class PruningTests
{
    private const int Side = 48;

    [Fact]
    public void A_patch_that_shows_what_the_image_shows_changes_nothing_and_costs_nothing()
    {
        using var run = new Run(Network(bias: 0), _ => 0.25f, prune: true);
        var logits = run.Evaluate();
        Assert.All(run.Segment.LayerPixels, pixels => Assert.Equal(0, pixels));
        Assert.Equal(Enumerable.Repeat(run.Inference.BaseLogits(0).ToArray(), run.Grid.Count).SelectMany(l => l), logits);
    }

    [Fact]
    public void Only_the_rows_and_columns_that_differ_are_painted()
    {
        // The image differs from the fill in a square of 6×6 pixels only.
        using var run = new Run(Network(bias: 0), at => at.Y is >= 20 and < 26 && at.X is >= 30 and < 36 ? 0.9f : 0.25f, prune: true);
        using var plain = new Run(Network(bias: 0), at => at.Y is >= 20 and < 26 && at.X is >= 30 and < 36 ? 0.9f : 0.25f, prune: false);
        var (pruned, full) = (run.Evaluate(), plain.Evaluate());
        Assert.InRange(SideBySide.Difference(pruned, full), 0, 1e-5);
        Assert.InRange(run.Segment.LayerPixels[1], 1, plain.Segment.LayerPixels[1] / 4);
    }

    [Fact]
    public void What_an_activation_hides_is_dropped_once_that_pays()
    {
        // Only the bright square survives the first layer's bias; the rest is zero before and after.
        Func<(int Y, int X), float> image = at => at.Y is >= 20 and < 26 && at.X is >= 20 and < 26 ? 0.95f : 0.3f + (0.01f * ((at.Y + at.X) % 7));
        using var run = new Run(Network(bias: -0.9f), image, prune: true);
        using var plain = new Run(Network(bias: -0.9f), image, prune: false);
        var (pruned, full) = (run.Evaluate(), plain.Evaluate());
        Assert.InRange(SideBySide.Difference(pruned, full), 0, 1e-5);
        Assert.True(run.Segment.PrunedPixels > 0, "nothing was dropped");
        Assert.InRange(run.Segment.LayerPixels[^2], 1, plain.Segment.LayerPixels[^2] - 1);
        Assert.Equal(0, plain.Segment.PrunedPixels);
    }

    /// <summary>A 1×1 layer with a bias and ReLU, then wide 3×3 layers, a pool and a dense layer.</summary>
    private static byte[] Network(float bias)
    {
        const int Channels = 32;
        var (builder, random) = (new OnnxBuilder(), new Random(3));
        float[] Weights(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)(random.NextDouble() - 0.4) / 8)];
        var x = builder.Input("x", null, 1, Side, Side);
        x = builder.Node("Conv", [x, builder.Constant([.. Enumerable.Repeat(1f, Channels)], Channels, 1, 1, 1), builder.Constant([.. Enumerable.Repeat(bias, Channels)], Channels)]);
        x = builder.Node("Relu", [x]);
        for (var i = 0; i < 3; i++)
        {
            x = builder.Node("Conv", [x, builder.Constant(Weights(Channels * Channels * 9), Channels, Channels, 3, 3)], ("pads", (int[])[1, 1, 1, 1]));
            x = builder.Node("Relu", [x]);
        }

        x = builder.Node("Flatten", [builder.Node("GlobalAveragePool", [x])]);
        builder.Output(builder.Node("Gemm", [x, builder.Constant(Weights(Channels * 3), Channels, 3)]), null, 3);
        return builder.ToBytes();
    }

    private sealed class Run : IDisposable
    {
        private readonly CpuDevice _device = new(2);
        private readonly CompiledNetwork _network;

        public Run(byte[] onnx, Func<(int Y, int X), float> image, bool prune)
        {
            var model = Model.Read(onnx, "pruned");
            _network = new CompiledNetwork(model.Network, _device);
            Grid = Scene.Grid(model.Input.Shape, 8, 8, 2, 2);
            var pixels = Enumerable.Range(0, Side * Side).Select(i => image((i / Side, i % Side))).ToArray();
            var scenes = OcclusionScenes.Of(pixels, [.. Enumerable.Repeat(0.25f, Side * Side)]);
            Inference = new IncrementalInference(
                _network, [new ModelHead(model.Network.Outputs)], scenes, [new BoxTable(model.Network, Grid)], new IncrementalOptions(24, prune), TestContext.Current.CancellationToken);
        }

        public PatchGrid Grid { get; }

        public IncrementalInference Inference { get; }

        public ISegment Segment => Inference.Segment;

        public float[] Evaluate() => SideBySide.Logits(Inference, [.. Grid.Positions()]);

        public void Dispose()
        {
            Inference.Dispose();
            _network.Dispose();
            _device.Dispose();
        }
    }
}
