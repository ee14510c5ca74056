using Krypton.Models;
using Krypton.Models.Onnx;
using Krypton.Networks;

namespace Krypton.Execution.Tests;

/// <summary>Models that Krypton runs in part: the rest goes to ONNX Runtime.</summary>
public class SuffixTests
{
    private const double Tolerance = 1e-4;

    private readonly OnnxBuilder _onnx = new();
    private readonly SeededWeights _weights = new(4);

    [Fact]
    public void An_unknown_operator_in_the_middle_ends_the_network_there()
    {
        var x = Conv(_onnx.Node("Softplus", [Conv(Image(), 3, 8)]), 8, 6);
        var model = Read(Scores(_onnx.Node("GlobalAveragePool", [x]), 6));
        Assert.Equal(["Softplus"], model.Suffix!.FirstOperators);
        Assert.Equal(8, Assert.Single(model.Suffix.Inputs).Shape.Channels);
        Check(model);
    }

    [Fact]
    public void A_model_of_unknown_operators_alone_runs_on_the_image_itself()
    {
        var x = _onnx.Node("Erf", [_onnx.Node("Softplus", [Image()])]);
        var model = Read(_onnx.Node("ReduceMax", [x], ("axes", new[] { 2, 3 }), ("keepdims", 0)));
        Assert.Single(model.Network.Nodes);
        Check(model);
    }

    [Fact]
    public void Two_paths_that_meet_behind_the_unknown_operator_are_both_handed_over()
    {
        var (a, b) = (Conv(Image(), 3, 5), Conv("image", 3, 5));
        var x = _onnx.Node("Add", [_onnx.Node("Softsign", [a]), _onnx.Node("Relu", [b])]);
        var model = Read(Scores(_onnx.Node("GlobalMaxPool", [x]), 5));
        Assert.Equal(2, model.Suffix!.Inputs.Count);
        Check(model);
    }

    [Fact]
    public void A_reshape_to_one_image_behind_the_unknown_operator_is_fed_one_by_one()
    {
        var x = _onnx.Node("Softplus", [_onnx.Node("GlobalAveragePool", [Conv(Image(), 3, 8)])]);
        x = _onnx.Node("Reshape", [x, _onnx.Constant([1L, 8], 2)]);
        Check(Read(_onnx.Node("Gemm", [x, Weights(4, 8)], ("transB", 1))), naiveBatch: 1);
    }

    [Fact]
    public void A_reshape_to_one_image_that_Krypton_runs_itself_needs_no_suffix()
    {
        var x = _onnx.Node("Reshape", [_onnx.Node("GlobalAveragePool", [Conv(Image(), 3, 8)]), _onnx.Constant([1L, 8], 2)]);
        var model = Read(_onnx.Node("Gemm", [x, Weights(4, 8)], ("transB", 1)));
        Assert.Null(model.Suffix);
        Check(model, naiveBatch: 1);
    }

    [Fact]
    public void A_channels_last_suffix_gets_its_values_in_its_own_order()
    {
        var x = _onnx.Node("Transpose", [Conv(Image(), 3, 8)], ("perm", new[] { 0, 2, 3, 1 }));
        x = _onnx.Node("Softplus", [_onnx.Node("Relu", [x])]);
        x = _onnx.Node("ReduceMean", [x], ("axes", new[] { 1, 2 }), ("keepdims", 0));
        Check(Read(_onnx.Node("Gemm", [x, Weights(4, 8)], ("transB", 1))));
    }

    [Fact]
    public void A_model_that_only_the_optimizer_of_onnx_runtime_refuses_still_runs()
    {
        var x = _onnx.Node("Pad", [Image(), _onnx.Constant([0L, 0, 2, 2, 0, 0, 2, 2], 8)]);
        x = _onnx.Node("AveragePool", [x], ("kernel_shape", new[] { 2, 2 }), ("count_include_pad", 1));
        Check(Read(Scores(_onnx.Node("GlobalAveragePool", [Conv(x, 3, 8)]), 8)));
    }

    private static void Check(Model model, int? naiveBatch = null)
    {
        var random = new Random(2);
        var grid = Scene.Grid(model.Input.Shape, 4, 3, 3, 2);
        using var sides = new SideBySide(model, Scene.Scenes(model, random), grid, batch: 5);
        Assert.InRange(sides.LogitDifference(Scene.Some(grid, 12, random, scenes: 2)), 0, Tolerance);
        Assert.Equal(naiveBatch ?? 5, sides.Naive.BatchSize);
    }

    private string Image() => _onnx.Input("image", null, 3, 14, 17);

    private string Weights(params int[] shape) => _onnx.Constant(_weights.Around(0.5, shape.Aggregate(1, (a, b) => a * b)), shape);

    private string Conv(string x, int from, int to) => _onnx.Node("Conv", [x, Weights(to, from, 3, 3), Weights(to)]);

    private string Scores(string x, int channels) => _onnx.Node("Gemm", [_onnx.Node("Flatten", [x]), Weights(4, channels)], ("transB", 1));

    private Model Read(string logits)
    {
        _onnx.Output(logits, null, null);
        return Model.Read(_onnx.ToBytes(), "suffix");
    }
}
