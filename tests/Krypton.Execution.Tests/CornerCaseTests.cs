using Krypton.Models;
using Krypton.Models.Onnx;
using Krypton.Networks;

namespace Krypton.Execution.Tests;

/// <summary>What random networks found once, said plainly.</summary>
public class CornerCaseTests
{
    private readonly OnnxBuilder _onnx = new();
    private readonly SeededWeights _weights = new(6);

    [Fact]
    public void An_average_pool_as_large_as_the_map_is_not_global_when_it_is_padded()
    {
        var x = _onnx.Node("AveragePool", [Image(2, 2)], ("kernel_shape", new[] { 2, 2 }), ("pads", new[] { 0, 0, 1, 0 }));
        Check(_onnx.Node("Gemm", [_onnx.Node("Flatten", [x]), Weights(4, 6)], ("transB", 1)), patch: 1);
    }

    /// <summary>Two groups of 13 outputs: the last panel ends at 29 of 32 lanes.</summary>
    [Fact]
    public void A_grouped_convolution_fills_the_padding_behind_its_last_group()
    {
        var x = _onnx.Node("Conv", [Image(9, 8), Weights(30, 3, 1, 1)]);
        x = _onnx.Node("Conv", [x, Weights(26, 15, 2, 2)], ("group", 2));
        x = _onnx.Node("GlobalAveragePool", [_onnx.Node("Conv", [x, Weights(26, 26, 3, 3)])]);
        Check(_onnx.Node("Flatten", [x]), patch: 3);
    }

    private string Image(int height, int width) => _onnx.Input("image", null, 3, height, width);

    private string Weights(params int[] shape) => _onnx.Constant(_weights.Around(0.3, shape.Aggregate(1, (a, b) => a * b)), shape);

    private void Check(string logits, int patch)
    {
        _onnx.Output(logits, null, null);
        var model = Model.Read(_onnx.ToBytes(), "corner");
        var grid = Scene.Grid(model.Input.Shape, patch, patch, 1, 1);
        using var sides = new SideBySide(model, Scene.Scenes(model, new Random(1)), grid, new PoisoningDevice());
        Assert.InRange(sides.LogitDifference([.. grid.Positions()]), 0, 1e-4);
    }
}
