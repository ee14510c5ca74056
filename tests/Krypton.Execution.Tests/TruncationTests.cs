using Krypton.Execution.Heatmaps;
using Krypton.Models;
using Krypton.Models.Network;
using Krypton.Planning.Logical;
using Krypton.Planning.Physical;
using Krypton.Sql.Ast;

namespace Krypton.Execution.Tests;

public class TruncationTests
{
    [Theory]
    [InlineData(10, 50, 100, 0.3, 0.2, 10, 40)]
    [InlineData(10, 50, 100, 0.2, 0.5, 40, 50)]
    [InlineData(10, 50, 100, 0.3, 0.28, 13, 43)]
    [InlineData(10, 30, 100, 0.3, 0.25, 10, 30)]
    [InlineData(0, 1, 1, 0.1, 0.5, 0, 1)]
    public void A_box_is_cut_around_the_patch(int start, int end, int length, double share, double center, int keptStart, int keptEnd)
    {
        var kept = new Truncation(share).Clip(new Interval(start, end), length, center);
        Assert.True(kept.Start >= start && kept.End <= end && kept.Length <= Math.Max(1, Math.Ceiling(share * length)));
        if (keptEnd - keptStart == kept.Length)
        {
            Assert.Equal(new Interval(keptStart, keptEnd), kept);
        }
    }

    [Theory]
    [InlineData("mlperftiny_resnet8_cifar10", 0, 255, 5)]
    [InlineData("chestxray_mobilenetv2_035_tm", -1, 1, 16)]
    public void Boxes_that_may_grow_to_the_whole_layer_are_exact_and_smaller_ones_come_near(string name, float low, float high, int patch)
    {
        var model = Model.Load(TestData.Find($"models/{name}.onnx"));
        var grid = Scene.Grid(model.Input.Shape, patch, patch, patch, patch);
        Occlusion[] positions = [.. grid.Positions()];
        using var sides = new SideBySide(model, Scene.Scenes(model, new Random(1), low, high), grid, batch: 16);
        var exact = SideBySide.Logits(sides.Incremental, positions);
        var errors = ((double[])[1, 0.7, 0.3]).Select(share =>
        {
            var truncation = new Truncation(share);
            using var truncated = sides.Incremental.Truncated([new BoxTable(model.Network, grid, truncation)], 16, truncation, TestContext.Current.CancellationToken);
            var logits = SideBySide.Logits(truncated, positions);
            Assert.Equal(sides.Incremental.BaseLogits(0).ToArray(), truncated.BaseLogits(0).ToArray());
            return exact.Zip(logits, (a, b) => Math.Abs((double)a - b)).Average();
        }).ToList();

        Assert.InRange(errors[0], 0, 1e-5);
        Assert.InRange(errors[1], 1e-9, double.MaxValue);
        Assert.InRange(errors[2], errors[1], double.MaxValue);
    }

    [Fact]
    public void Scores_of_some_classes_are_those_of_all()
    {
        var random = new Random(5);
        float[] logits = [.. Enumerable.Range(0, 1003).Select(_ => (float)(random.NextDouble() * 20))];
        foreach (var (head, kind) in new[] { (Head.Softmax, ScoreKind.Probability), (Head.Sigmoid, ScoreKind.Probability), (Head.Softmax, ScoreKind.Logit) })
        {
            var all = Scores.Of(logits, head, kind);
            var some = new float[2];
            Scores.Of(logits, head, kind, [7, 1002], some);
            Assert.Equal([(float)all[7], (float)all[1002]], some);
            if (kind == ScoreKind.Probability && head == Head.Softmax)
            {
                Assert.Equal(1, all.Sum(), 1e-12);
                Assert.Equal(Math.Exp(logits[7] - logits.Max()) / logits.Sum(l => Math.Exp((double)l - logits.Max())), all[7], 1e-9);
            }
        }
    }
}
