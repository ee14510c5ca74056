using Krypton.Execution.Incremental;
using Krypton.Execution.Inference;
using Krypton.Execution.Runtime;
using Krypton.Kernels;
using Krypton.Models;
using Krypton.Models.Network;
using Krypton.Networks;
using Krypton.Planning.Physical;

namespace Krypton.Execution.Tests;

public class CutTests
{
    private const double Tolerance = 1e-4;

    [Theory]
    [InlineData(0)]
    [InlineData(40)]
    [InlineData(80)]
    public void A_network_cut_at_any_waist_gives_the_scores_of_full_inference(int first)
    {
        var cuts = 0;
        for (var seed = first; seed < first + 40; seed++)
        {
            var model = Model.Read(RandomNetworks.Build(seed), "random");
            foreach (var waist in model.Suffix is null ? model.Network.Waists() : [])
            {
                if (model.SuffixAt(waist) is { } suffix)
                {
                    cuts++;
                    var difference = Difference(model, waist, suffix, seed);
                    Assert.True(difference <= Tolerance, $"seed {seed}, cut behind node {waist} '{model.Network.Nodes[waist].Name}': logits differ by {difference:E1}");
                }
            }
        }

        Assert.InRange(cuts, 20, 4000);
    }

    [Fact]
    public void Everything_behind_a_waist_depends_on_the_image_through_it_alone()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var network = Model.Read(RandomNetworks.Build(seed), "random").Network;
            foreach (var waist in network.Waists())
            {
                // Without the waist nothing behind it is reached from the image.
                var reached = new bool[network.Nodes.Count];
                reached[0] = true;
                foreach (var node in network.Nodes.Where(n => n.Id != waist && n.Inputs.Any(i => reached[i])))
                {
                    reached[node.Id] = true;
                }

                Assert.All(network.Outputs, output => Assert.False(reached[output], $"seed {seed}: output {output} is reached round node {waist}"));
            }
        }
    }

    private static double Difference(Model model, int waist, Suffix suffix, int seed)
    {
        var random = new Random(seed);
        var (grid, scenes) = (Scene.AnyGrid(model.Input.Shape, random), Scene.Scenes(model, random));
        var positions = Scene.Some(grid, 4, random, scenes: 2);
        using var device = new CpuDevice(1);
        using var whole = new CompiledNetwork(model.Network, device);
        using var session = new RuntimeSession(model.NaiveOnnx, 1);
        using var rest = new RuntimeSession(suffix.Onnx, 1);
        var (prefix, origins) = model.Network.UpTo(waist);
        using var network = new CompiledNetwork(prefix, [.. origins.Select(whole.KernelOf)]);
        using var cut = new IncrementalInference(
            network, [new ModelHead(prefix.Outputs, suffix, rest, 3)], scenes, [new BoxTable(prefix, grid)], new IncrementalOptions(3), TestContext.Current.CancellationToken);
        using var naive = new NaiveInference(session, model.Input, scenes, 2);
        return SideBySide.Difference([.. cut.BaseLogits(0), .. SideBySide.Logits(cut, positions)], [.. naive.BaseLogits(0), .. SideBySide.Logits(naive, positions)]);
    }
}
