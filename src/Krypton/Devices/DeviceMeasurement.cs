using System.Diagnostics;
using Krypton.Execution.Incremental;
using Krypton.Gpu;
using Krypton.Models.Network;
using Krypton.Planning.Cost;

namespace Krypton.Devices;

/// <summary>Measures a device beside the CPU: full inference of made-up layers, one of which is bound by products, one by bytes, one by its launch.</summary>
internal static class DeviceMeasurement
{
    private const int Repeats = 5;

    /// <exception cref="GpuException">The device fails.</exception>
    public static AcceleratorProfile Measure(string name, GpuDevice device, IProgress<string>? progress, CancellationToken cancellation)
    {
        progress?.Report($"measuring {device.Name}");
        var large = device.Kind == GpuKind.Cuda;
        var (side, channels) = large ? (256, 256) : (32, 64);
        var known = AcceleratorProfile.Default(name);
        double PerFlop(Precision precision)
        {
            var network = Convolutions(side, channels);
            return Seconds(network, device, precision, cancellation) / network.Flops();
        }

        var perFlop = PerFlop(Precision.Fp32);
        var small = Chain(1, 8, 256);
        var launch = Seconds(small, device, Precision.Fp32, cancellation) / 256;
        var (wide, layers) = (large ? 1024 : 128, 16);
        var bytes = 2.0 * wide * wide * 32 * sizeof(float) * layers;
        var perByte = Seconds(Chain(wide, 32, layers), device, Precision.Fp32, cancellation) / bytes;
        var (transfer, perTransferred) = Transfers(device, cancellation);
        return known with
        {
            Machine = device.Name,
            Measured = DateOnly.FromDateTime(DateTime.UtcNow),
            Multiprocessors = device.Multiprocessors,
            PerFlop = perFlop,
            PerTf32Flop = device.HasTensorCores ? PerFlop(Precision.Tf32) : perFlop,
            PerSplitFlop = device.HasTensorCores ? PerFlop(Precision.SplitTf32) : perFlop,
            PerBf16Flop = device.HasTensorCores ? PerFlop(Precision.Bf16) : perFlop,
            PerByte = perByte,
            PerLaunch = launch,
            PerTransfer = transfer,
            PerTransferredByte = perTransferred,
        };
    }

    /// <summary>The shortest of several runs less what an empty network takes, which is transfers and the wait.</summary>
    private static double Seconds(NetworkGraph network, GpuDevice device, Precision precision, CancellationToken cancellation)
    {
        var empty = Whole(Chain(1, 8, 1), device, Precision.Fp32, cancellation);
        return Math.Max(1e-9, Whole(network, device, precision, cancellation) - empty);
    }

    private static double Whole(NetworkGraph network, GpuDevice device, Precision precision, CancellationToken cancellation)
    {
        using var compiled = new GpuNetwork(network, device, precision);
        var image = Values(network.Nodes[0].Shape.Count, 1);
        return Shortest(() => compiled.Materialize([image], cancellation).Dispose());
    }

    /// <summary>Uploads of a small and a large image.</summary>
    private static (double Each, double PerByte) Transfers(GpuDevice device, CancellationToken cancellation)
    {
        var (few, many) = (Input(8, 4), Input(2048, 4));
        var small = Whole(few, device, Precision.Fp32, cancellation);
        var large = Whole(many, device, Precision.Fp32, cancellation);
        return (Math.Max(1e-7, small / 4), Math.Max(1e-13, (large - small) / (many.Nodes[0].Shape.Bytes - few.Nodes[0].Shape.Bytes)));
    }

    private static double Shortest(Action work)
    {
        work();
        return Enumerable.Range(0, Repeats).Min(_ =>
        {
            var start = Stopwatch.GetTimestamp();
            work();
            return Stopwatch.GetElapsedTime(start).TotalSeconds;
        });
    }

    /// <summary>Not zeros, on which devices draw less power and run faster.</summary>
    private static float[] Values(int count, float scale)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, count).Select(_ => ((2 * random.NextSingle()) - 1) * scale)];
    }

    private static NetworkGraph Input(int side, int channels) => new([new NetworkNode(0, new InputLayer(), [], new MapShape(side, side, channels), "input")], [0]);

    private static NetworkGraph Convolutions(int side, int channels) => Layers(side, channels, 2, _ =>
        new ConvolutionLayer(Values(9 * channels * channels, 1f / (3 * channels)), new float[channels], new AxisWindow(3, 1, 1, 1), new AxisWindow(3, 1, 1, 1), 1, Activation.None));

    private static NetworkGraph Chain(int side, int channels, int layers) => Layers(side, channels, layers, _ => new ActivationLayer(new Activation(ActivationKind.Relu)));

    private static NetworkGraph Layers(int side, int channels, int count, Func<int, Layer> layer)
    {
        var shape = new MapShape(side, side, channels);
        return new NetworkGraph([new NetworkNode(0, new InputLayer(), [], shape, "input"), .. Enumerable.Range(1, count).Select(i => new NetworkNode(i, layer(i), [i - 1], shape, $"layer{i}"))], [count]);
    }
}
