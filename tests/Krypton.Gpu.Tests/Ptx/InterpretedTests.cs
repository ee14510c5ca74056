using System.Text.RegularExpressions;
using Krypton.Gpu.Cuda;
using Krypton.Gpu.Tests.Operators;
using Krypton.Gpu.Tests.Ptx.Interpreter;
using Krypton.Kernels.Tests;
using Krypton.Models.Network;

namespace Krypton.Gpu.Tests.Ptx;

/// <summary>Convolutions in PTX, interpreted instead of run by a driver: on ragged boxes and borders against the scalar definition, with every access to memory checked.</summary>
public partial class InterpretedTests
{
    public static TheoryData<Precision, bool> Kinds
    {
        get
        {
            var kinds = new TheoryData<Precision, bool>();
            foreach (var precision in Enum.GetValues<Precision>())
            {
                kinds.Add(precision, false);
                kinds.Add(precision, true);
            }

            return kinds;
        }
    }

    public static TheoryData<Precision, int> Tiles
    {
        get
        {
            var tiles = new TheoryData<Precision, int>();
            foreach (var precision in Enum.GetValues<Precision>())
            {
                foreach (var tile in TileShape.All(precision))
                {
                    tiles.Add(precision, tile.Outputs);
                }
            }

            return tiles;
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Convolutions_of_odd_sizes_agree(Precision precision, bool clusters) => Agree(
        precision,
        clusters,
        LayerCase.Conv(new(9, 7, 3), 8, new(7, 2, 3, 3), new(7, 2, 3, 3), activation: new(ActivationKind.Relu)),
        LayerCase.Conv(new(8, 9, 5), 70, new(3, 1, 1, 1), new(3, 1, 1, 1), residual: true),
        LayerCase.Conv(new(7, 6, 12), 33, new(3, 2, 0, 1), new(5, 1, 2, 2), activation: new(ActivationKind.Silu)),
        LayerCase.Conv(new(11, 10, 4), 6, new(3, 1, 2, 2, 2), new(3, 1, 2, 2, 2), activation: new(ActivationKind.Clip, -0.3f, 0.6f)),
        LayerCase.Conv(new(5, 6, 40), 129, new(1), new(1), residual: true, activation: new(ActivationKind.Relu)),
        LayerCase.Conv(new(1, 1, 50), 90, new(1), new(1)));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Groups_and_joined_parts_agree(Precision precision, bool clusters) => Agree(
        precision,
        clusters,
        LayerCase.Conv(new(7, 8, 16), 24, new(3, 1, 1, 1), new(3, 1, 1, 1), groups: 2, residual: true),
        LayerCase.Conv(new(5, 6, 160), 80, new(3, 1, 1, 1), new(3, 2, 1, 1), groups: 2, activation: new(ActivationKind.Relu)),
        LayerCase.Parts(new(7, 6, 0), [8, 3, 12], 40, activation: new(ActivationKind.Relu)),
        LayerCase.Parts(new(7, 6, 0), [5, 9], 18, prologue: new(ActivationKind.Relu), residual: true));

    /// <summary>So deep and narrow that the depth is split; eight groups at most are a cluster.</summary>
    [Theory]
    [InlineData(Precision.Fp32, false, 9)]
    [InlineData(Precision.Fp32, true, 8)]
    [InlineData(Precision.SplitTf32, true, 8)]
    [InlineData(Precision.Tf32, true, 8)]
    [InlineData(Precision.Bf16, false, 9)]
    [InlineData(Precision.Bf16, true, 8)]
    public void Sums_of_split_depths_agree(Precision precision, bool clusters, int deepest)
    {
        var launches = Agree(
            precision,
            clusters,
            LayerCase.Conv(new(5, 4, 130), 40, new(3, 1, 1, 1), new(3, 1, 1, 1), residual: true, activation: new(ActivationKind.Relu)),
            LayerCase.Conv(new(2, 2, 1024), 71, new(1), new(1), activation: new(ActivationKind.Clip, 0, 6)),
            LayerCase.Conv(new(4, 4, 8), 20, new(1), new(1)),
            LayerCase.Conv(new(1, 1, 700), 100, new(1), new(1), residual: true),
            LayerCase.Parts(new(5, 5, 0), [100, 203], 121, prologue: new(ActivationKind.Relu), residual: true));
        Assert.Equal(deepest, launches.Max(l => l.Splits));
        Assert.Equal(clusters, launches.Any(l => l.Ending == ConvolutionArguments.Together));
        Assert.Contains(launches, l => l.Ending == ConvolutionArguments.Alone);
    }

    /// <summary>What the interpreter is for: any one barrier or wait that is missing, or comes too late, does not go unnoticed.</summary>
    /// <param name="which">Which of the lines like it.</param>
    /// <param name="outputs">With few, two warps share the work: four need no barrier where each finds places for its own pixels.</param>
    [Theory]
    [InlineData("bar.sync 0", 0, 20, "", "reads shared memory that nobody wrote")]
    [InlineData("bar.sync 0", 1, 40, "", "still being copied")]
    [InlineData("bar.sync 0", 2, 40, "", "since the last barrier")]
    [InlineData("cp.async.wait_group 1", 0, 40, "", "still being copied")]
    [InlineData("cp.async.wait_group 1", 0, 40, "cp.async.wait_group 2", "still being copied")]
    [InlineData("barrier.cluster.wait.aligned", 0, 40, "", "since the cluster's last barrier")]
    [InlineData("barrier.cluster.wait.aligned", 1, 40, "", "group that has ended")]
    [InlineData("cp.async.commit_group", 0, 40, "griddepcontrol.wait", "may still write")]
    public void A_missing_line_is_found(string line, int which, int outputs, string instead, string complaint)
    {
        string Change(string text)
        {
            var (parts, replaced) = (text.Replace("griddepcontrol.wait;", "").Split($"  {line};\n"), instead.Length > 0 ? $"  {instead};\n" : "");
            return string.Concat(parts.Select((part, i) => part + (i == parts.Length - 1 ? "" : i == which ? replaced : $"  {line};\n")));
        }

        var layer = LayerCase.Conv(new(5, 4, 130), outputs, new(3, 1, 1, 1), new(3, 1, 1, 1));
        var failure = Assert.Throws<InvalidOperationException>(() => Agree(Precision.Bf16, clusters: true, Change, layer));
        Assert.Contains(complaint, failure.Message);
    }

    /// <summary>Products of split operands are as good as fp32's, though tensor cores drop digits of sums: errors of deep sums, of terms of either sign and of one.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Split_operands_keep_the_accuracy_of_fp32(bool positive)
    {
        const int Inputs = 4096;
        const int Outputs = 32;
        float[] weights = [.. LayerCase.Values(Inputs * Outputs, 3).Select(w => positive ? Math.Abs(w) : w)];
        float[] scale = [.. Enumerable.Repeat(0.5f, Inputs)];
        float[] shift = [.. Enumerable.Repeat(positive ? 1f : 0, Inputs)];
        var layer = new ConvolutionLayer(weights, new float[Outputs], new AxisWindow(1), new AxisWindow(1), 1, Activation.None) { Input = new AffineLayer(scale, shift, Activation.None) };
        var test = LayerCase.Of(layer, new MapShape(2, 4, Outputs), new MapShape(2, 4, Inputs));
        var (plain, split) = (Error(Precision.Fp32, test), Error(Precision.SplitTf32, test));
        Assert.InRange(split, 0, 1.5 * plain);
    }

    /// <summary>The root of the mean square error, of the largest value.</summary>
    private static double Error(Precision precision, LayerCase layer)
    {
        using var device = InterpretedDevice.Open(clusters: false);
        using var scene = new Scene(layer, whole: true);
        var (expected, actual) = (scene.Run(new Krypton.Kernels.Reference.ReferenceDevice()), scene.Run(new RoundTripDevice(device.Gpu, precision)));
        return Math.Sqrt(expected.Zip(actual, (e, a) => ((double)e - a) * (e - a)).Average()) / expected.Max(Math.Abs);
    }

    /// <summary>What makes the kernel fast, as far as it can be counted: no two lanes meet in a bank of shared memory, and a warp's copy of pixels reads eight pieces of 64 bytes.</summary>
    [Theory]
    [MemberData(nameof(Tiles))]
    public void Accesses_lie_well(Precision precision, int outputs)
    {
        using var device = InterpretedDevice.Open(clusters: true);
        using var layers = new RoundTripDevice(device.Gpu, precision);
        var layer = LayerCase.Conv(new(8, 16, 128), outputs, new(3, 1, 1, 1), new(3, 1, 1, 1));
        using var scene = new Scene(layer, engine: false, whole: true);
        using var compiled = scene.Compile(layers);
        var (kernel, traffic) = (device.Kernels.Single(), new Traffic());
        kernel.Traffic = traffic;
        scene.Run(compiled);
        Assert.Empty(traffic.Collisions.Select(c => $"{c.Taken} turns for {c.Needed}: {kernel.Program.Instructions[c.Instruction].Text}"));
        var copies = kernel.Program.Instructions.Select((instruction, i) => (instruction.Text, Pieces: traffic.MostPieces(i))).Where(c => c.Text.Contains("cp.async.ca")).ToList();
        Assert.All(copies, c => Assert.InRange(c.Pieces, 1, 8));
    }

    /// <summary>A device on which clusters do not work is found out before it is used: here the second group's shared memory is taken for the first's.</summary>
    [Theory]
    [InlineData(1, null)]
    [InlineData(0, "they give wrong sums")]
    public void Clusters_are_tried_when_a_device_is_opened(int second, string? failure)
    {
        using var device = InterpretedDevice.Open(clusters: true, text => SecondGroup().Replace(text, $"${{1}}{second};"));
        Assert.Equal(failure, FeatureCheck.Failure(device.Gpu));
        Assert.Contains(device.Launches, l => l.Ending == ConvolutionArguments.Together);
    }

    private static List<InterpretedLaunch> Agree(Precision precision, bool clusters, params LayerCase[] layers) => Agree(precision, clusters, text => text, layers);

    /// <returns>What was launched.</returns>
    private static List<InterpretedLaunch> Agree(Precision precision, bool clusters, Func<string, string> change, params LayerCase[] layers)
    {
        using var device = InterpretedDevice.Open(clusters, change);
        using var layerDevice = new RoundTripDevice(device.Gpu, precision);
        foreach (var layer in layers)
        {
            foreach (var (engine, whole) in new[] { (false, true), (false, false), (true, false) })
            {
                using var scene = new Scene(layer, engine, whole);
                scene.AssertAgrees(layerDevice, Tolerance(precision, layer));
            }
        }

        return device.Launches;
    }

    /// <summary>As for the CPU's kernels; where operands keep ten or seven bits of their fraction, their roundings add up like the steps of a random walk.</summary>
    private static float Tolerance(Precision precision, LayerCase layer)
    {
        var convolution = (ConvolutionLayer)layer.Node.Layer;
        var depth = convolution.Weights.Length / convolution.Bias.Length;
        return precision switch { Precision.Tf32 => 1f / 2048, Precision.Bf16 => 1f / 256, _ => 0 } * MathF.Sqrt(depth) + 5e-5f;
    }

    [GeneratedRegex(@"(mapa\.shared::cluster\.u32 \S+ \S+ )1;")]
    private static partial Regex SecondGroup();
}
