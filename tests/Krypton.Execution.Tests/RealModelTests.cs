using Krypton.Models;
using Krypton.Planning.Logical;

namespace Krypton.Execution.Tests;

public class RealModelTests
{
    private const double Tolerance = 1e-4;

    private const int RandomPositions = 16;

    [Theory]
    [InlineData("mnist_opt8", 0, 255)]
    [InlineData("mlperftiny_resnet8_cifar10", 0, 255)]
    [InlineData("cifar10_resnet20", 0, 1)]
    [InlineData("oct_minicnn", 0, 1)]
    [InlineData("chestxray_mobilenetv2_035_tm", -1, 1)]
    [InlineData("brain_tumor_tf2onnx", 0, 1)]
    [InlineData("squeezenet11_fp32", -120, 135)]
    public void Every_position_of_patch_16_stride_16_agrees_with_full_inference(string name, float low, float high)
    {
        var model = Load(name);
        var grid = Scene.Grid(model.Input.Shape, 16, 16, 16, 16);
        Check(model, grid, [.. grid.Positions()], low, high);
    }

    [Theory]
    [InlineData("mnist_opt8", 0, 255, 4)]
    [InlineData("mlperftiny_resnet8_cifar10", 0, 255, 4)]
    [InlineData("cifar10_resnet20", 0, 1, 4)]
    [InlineData("oct_minicnn", 0, 1, 4, 15, 64)]
    [InlineData("chestxray_mobilenetv2_035_tm", -1, 1, 4, 15, 64)]
    [InlineData("brain_tumor_tf2onnx", 0, 1, 4, 15, 64)]
    [InlineData("squeezenet11_fp32", -120, 135, 4, 15, 64)]
    public void Small_oblong_and_large_patches_at_odd_strides_agree_with_full_inference(string name, float low, float high, params int[] patches)
    {
        var model = Load(name);
        foreach (var patch in patches)
        {
            // 15 rows go with 33 columns.
            var grid = Scene.Grid(model.Input.Shape, patch, patch == 15 ? 33 : patch, 3, 5);
            Check(model, grid, Scene.Some(grid, RandomPositions, new Random(patch)), low, high);
        }
    }

    [Theory]
    [InlineData("mobilenet_v1_075_224", -1, 1)]
    [InlineData("resnet18_brain_mri", -2, 2)]
    public void Larger_models_agree_with_full_inference(string name, float low, float high)
    {
        var model = Load(name);
        var grid = Scene.Grid(model.Input.Shape, 16, 16, 7, 11);
        Check(model, grid, Scene.Some(grid, RandomPositions, new Random(5)), low, high);
    }

    private static Model Load(string name) => Model.Load(TestData.Find($"models/{name}.onnx"));

    private static void Check(Model model, PatchGrid grid, Occlusion[] positions, float low, float high)
    {
        using var sides = new SideBySide(model, Scene.Scenes(model, new Random(grid.PatchHeight), low, high), grid, batch: 16);
        Assert.InRange(sides.ProbabilityDifference(positions), 0, Tolerance);
    }
}
