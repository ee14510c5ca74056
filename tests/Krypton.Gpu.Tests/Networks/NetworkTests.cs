using Krypton.Gpu.Tests.Ptx.Interpreter;
using Krypton.Models;
using Krypton.Networks;
using Krypton.Planning.Physical;

namespace Krypton.Gpu.Tests.Networks;

/// <summary>Whole models: small ones where ILGPU interprets kernels, real sizes where OpenCL compiles them.</summary>
public class NetworkTests
{
    private const double Tolerance = 1e-3;

    [Fact]
    public void The_bundled_model_gives_the_same_scores_on_OpenCL() => Same(GpuKind.OpenCl, Bundled(), patch: 16, stride: 4, positions: 40, batch: 12);

    [Theory]
    [InlineData(GpuKind.Emulated, 6)]
    [InlineData(GpuKind.OpenCl, 60)]
    public void Random_networks_of_every_operator_give_the_same_scores(GpuKind kind, int count)
    {
        for (var seed = 0; seed < count; seed++)
        {
            if (Readable(seed) is { } model)
            {
                Same(kind, model, patch: 5, stride: 4, positions: 3, batch: 2, $"seed {seed}");
            }
        }
    }

    /// <summary>As on an NVIDIA GPU, but for the driver: convolutions in PTX, the other kernels interpreted by ILGPU.</summary>
    [Theory]
    [InlineData(Precision.Fp32, false)]
    [InlineData(Precision.SplitTf32, true)]
    public void Random_networks_give_the_same_scores_with_convolutions_in_PTX(Precision precision, bool clusters)
    {
        using var device = InterpretedDevice.Open(clusters);
        for (var seed = 0; seed < 6; seed++)
        {
            if (Readable(seed) is { } model)
            {
                var difference = NetworkRun.Difference(model, device.Gpu, patch: 5, stride: 4, positions: 3, batch: 2, precision: precision);
                Assert.True(difference <= Tolerance, $"probabilities differ by {difference:E1}, seed {seed}");
            }
        }

        Assert.NotEmpty(device.Launches);
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(1)]
    [InlineData(4)]
    public void The_original_image_alone_or_along_with_the_first_batch_gives_the_same_scores(int fullFrom)
    {
        for (var seed = 0; seed < 20; seed++)
        {
            if (Readable(seed) is { } model)
            {
                foreach (var first in new[] { true, false })
                {
                    var difference = NetworkRun.Difference(model, Devices.Of(GpuKind.OpenCl), patch: 5, stride: 4, positions: 5, batch: 2, fullFrom, originalsFirst: first);
                    Assert.True(difference <= Tolerance, $"probabilities differ by {difference:E1}, seed {seed}, {(first ? "alone" : "along")}");
                }
            }
        }
    }

    /// <summary>An OpenCL kernel holds its arguments, so launches of several queries must not come between one another.</summary>
    [Fact]
    public async Task Queries_at_the_same_time_share_a_device() => await Parallel.ForAsync(0, 4, TestContext.Current.CancellationToken, (turn, _) =>
    {
        for (var seed = 0; seed < 12; seed++)
        {
            if (Readable(seed) is { } model)
            {
                Same(GpuKind.OpenCl, model, patch: 5, stride: 4, positions: 3, batch: 2, $"seed {seed}, query {turn}");
            }
        }

        return ValueTask.CompletedTask;
    });

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Full_inference_from_any_node_on_gives_the_same_scores(int fullFrom)
    {
        var difference = NetworkRun.Difference(Bundled(), Devices.Of(GpuKind.OpenCl), 16, 16, 9, 4, fullFrom);
        Assert.InRange(difference, 0, Tolerance);
    }

    [Fact]
    public void Truncated_boxes_give_the_scores_of_the_CPU_s() =>
        Assert.InRange(NetworkRun.Difference(Bundled(), Devices.Of(GpuKind.OpenCl), 16, 16, 9, 4, truncation: new Truncation(0.35)), 0, Tolerance);

    [Fact]
    public void SqueezeNet_gives_the_same_scores_at_224() => Same(GpuKind.OpenCl, Real("models/squeezenet11_fp32.onnx", "squeezenet1_1"), patch: 32, stride: 24, positions: 16, batch: 8);

    [Fact]
    public void ResNet18_gives_the_same_scores_at_224() => Same(GpuKind.OpenCl, Model.Read(NetworkCatalog.Build("resnet18", seed: 1), "resnet18"), patch: 16, stride: 24, positions: 16, batch: 8);

    private static void Same(GpuKind kind, Model model, int patch, int stride, int positions, int batch, string what = "")
    {
        var difference = NetworkRun.Difference(model, Devices.Of(kind), patch, stride, positions, batch);
        Assert.True(difference <= Tolerance, $"probabilities differ by {difference:E1} {what}");
    }

    private static Model Bundled() => Model.Load(Path.Combine(Root(AppContext.BaseDirectory), "examples", "phantoms", "phantom-chest.onnx"));

    /// <summary>The real model where the data folder is, else the same architecture with seeded weights.</summary>
    private static Model Real(string path, string seeded)
    {
        var file = Path.Combine(Root(AppContext.BaseDirectory), "..", "shared", "data", path);
        return File.Exists(file) ? Model.Load(file) : Model.Read(NetworkCatalog.Build(seeded, seed: 1), seeded);
    }

    private static Model? Readable(int seed)
    {
        var model = Model.Read(RandomNetworks.Build(seed), "random");
        return model.Network.Nodes.Count > 1 && model.Input.Shape.Height >= 6 && model.Input.Shape.Width >= 6 ? model : null;
    }

    private static string Root(string folder) =>
        File.Exists(Path.Combine(folder, "Krypton.sln")) ? folder : Root(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("Krypton.sln was not found above the tests"));
}
