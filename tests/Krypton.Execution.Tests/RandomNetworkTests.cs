using Krypton.Kernels;
using Krypton.Kernels.Reference;
using Krypton.Models;
using Krypton.Models.Onnx;
using Krypton.Models.Ops;
using Krypton.Networks;

namespace Krypton.Execution.Tests;

public class RandomNetworkTests
{
    private const int SeedsPerBlock = 40;

    private const int Positions = 6;

    private const double Tolerance = 1e-4;

    public static TheoryData<int> Blocks { get; } = [.. Enumerable.Range(0, 50)];

    [Theory]
    [MemberData(nameof(Blocks))]
    public void Incremental_inference_gives_the_scores_of_full_inference(int block) =>
        Check(block * SeedsPerBlock, SeedsPerBlock, seed => Difference(seed, new CpuDevice(2)));

    [Theory]
    [InlineData(0)]
    [InlineData(40)]
    [InlineData(80)]
    public void Every_layer_s_scalar_definition_gives_the_scores_of_full_inference(int first) =>
        Check(first, SeedsPerBlock, seed => Difference(seed, new ReferenceDevice()));

    [Theory]
    [InlineData(2000)]
    [InlineData(2040)]
    [InlineData(2080)]
    [InlineData(2120)]
    [InlineData(2160)]
    public void Kernels_write_every_lane_of_their_output(int first) => Check(first, SeedsPerBlock, seed => Difference(seed, new PoisoningDevice()));

    [Fact]
    public void The_networks_use_every_operator_and_some_that_Krypton_does_not_know()
    {
        var used = Enumerable.Range(0, 500).SelectMany(seed => ModelOf(seed).Graph.Node.Select(n => n.OpType)).ToHashSet();
        string[] constantsOnly = ["Constant", "ConstantOfShape", "Cast", "Shape", "Gather"];
        Assert.Empty(OperatorCatalog.Names.Except(used).Except(constantsOnly));
        Assert.Superset(new HashSet<string> { "Softplus", "Erf", "InstanceNormalization", "ReduceMax" }, used);
    }

    [Fact]
    public void Most_networks_answer_to_the_patch()
    {
        var moved = Enumerable.Range(0, 100).Count(seed =>
        {
            var random = new Random(seed);
            var model = Model.Read(RandomNetworks.Build(seed), "random");
            var grid = Scene.Grid(model.Input.Shape, 5, 5, 1, 1);
            using var sides = new SideBySide(model, Scene.Scenes(model, random), grid);
            var (logits, classes) = (SideBySide.Logits(sides.Incremental, Scene.Some(grid, 1, random)), sides.Incremental.BaseLogits(0).ToArray());
            return SideBySide.Difference(logits, classes) > 100 * Tolerance;
        });
        Assert.InRange(moved, 60, 100);
    }

    [Fact]
    public void The_same_seed_gives_the_same_network() => Assert.Equal(RandomNetworks.Build(7), RandomNetworks.Build(7));

    private static void Check(int first, int count, Func<int, double> difference)
    {
        var failures = new List<string>();
        for (var seed = first; seed < first + count; seed++)
        {
            try
            {
                if (difference(seed) is var found && !(found <= Tolerance))
                {
                    failures.Add($"seed {seed}: logits differ by {found:E1}: {Describe(seed)}");
                }
            }
            catch (Exception e) when (e is ModelException or InvalidOperationException)
            {
                failures.Add($"seed {seed}: {e.Message}: {Describe(seed)}");
            }
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }

    private static double Difference(int seed, IDevice device)
    {
        var random = new Random(seed);
        var model = Model.Read(RandomNetworks.Build(seed), $"random {seed}");
        var grid = Scene.AnyGrid(model.Input.Shape, random);
        using var sides = new SideBySide(model, Scene.Scenes(model, random), grid, device, batch: random.Next(1, 9));
        return sides.LogitDifference(Scene.Some(grid, Positions, random, scenes: 2));
    }

    private static string Describe(int seed)
    {
        var model = ModelOf(seed);
        return $"opset {model.OpsetImport[0].Version} [{string.Join(", ", model.Graph.Input[0].Type.TensorType.Shape.Dim.Select(d => d.DimValue))}] " +
            string.Join(' ', model.Graph.Node.Select(n => n.OpType));
    }

    private static ModelProto ModelOf(int seed) => ModelProto.Parser.ParseFrom(RandomNetworks.Build(seed));
}
