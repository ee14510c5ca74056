using Krypton.Models;
using Krypton.Networks;

namespace Krypton.Execution.Tests;

/// <summary>Published architectures with seeded weights; the benchmark project runs all of them, the tests those that take a second.</summary>
public class SeededNetworkTests
{
    private const double Tolerance = 1e-4;

    [Theory]
    [InlineData("light_squeezenet")]
    [InlineData("light_shufflenet")]
    [InlineData("light_inception_v1")]
    public void Architecture_files_filled_with_seeded_weights_agree_with_full_inference(string name) =>
        Check(Model.Read(LightModels.Build(TestData.Find($"onnx-node-tests/light/{name}.onnx"), 3), name));

    [Theory]
    [InlineData("squeezenet1_1")]
    [InlineData("mobilenet_v2")]
    [InlineData("efficientnet_b0")]
    public void Catalog_networks_agree_with_full_inference(string name) => Check(Model.Read(NetworkCatalog.Build(name, 3), name));

    [Fact]
    public void An_unknown_network_is_refused_with_the_names_there_are() =>
        Assert.Contains("vgg16", Assert.Throws<ArgumentException>(() => NetworkCatalog.Build("vgg61", 1)).Message);

    private static void Check(Model model)
    {
        Assert.Null(model.Suffix);
        var random = new Random(9);
        var grid = Scene.Grid(model.Input.Shape, 16, 16, 5, 7);
        using var sides = new SideBySide(model, Scene.Scenes(model, random, -1.5f, 1.5f), grid);

        // Comparing scores says little where all are alike, or one is everything.
        Assert.InRange(TopProbability(sides.Naive.BaseLogits(0).ToArray()), 0.003, 0.97);
        Assert.InRange(sides.LogitDifference(Scene.Some(grid, 8, random, scenes: 2)), 0, Tolerance);
    }

    private static double TopProbability(float[] logits)
    {
        var max = logits.Max();
        return 1 / logits.Sum(l => Math.Exp(l - max));
    }
}
