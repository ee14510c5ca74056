using System.Diagnostics;
using Krypton.Execution.Incremental;
using Krypton.Gpu;
using Krypton.Models.Network;
using Krypton.Planning.Cost;

namespace Krypton.Devices;

/// <summary>Measures a device beside the CPU: full inference of made-up layers, some bound by products, some by bytes, some by their launches; always a few of them and more of them, so that only the layers count.</summary>
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
            var (few, many) = (Convolutions(side, channels, 2), Convolutions(side, channels, 6));
            return More(few, many, device, precision, cancellation) / (many.Flops() - few.Flops());
        }

        var perFlop = PerFlop(Precision.Fp32);
        var launch = More(Chain(1, 8, 16), Chain(1, 8, 272), device, Precision.Fp32, cancellation) / 256;
        var (wide, layers) = (large ? 1024 : 128, 16);
        var bytes = 2.0 * wide * wide * 32 * sizeof(float) * layers;
        var perByte = More(Chain(wide, 32, 4), Chain(wide, 32, 4 + layers), device, Precision.Fp32, cancellation) / bytes;
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

    /// <summary>What more layers take: the upload of the same image, and the wait, are in both networks' times.</summary>
    private static double More(NetworkGraph few, NetworkGraph many, GpuDevice device, Precision precision, CancellationToken cancellation) =>
        Math.Max(1e-9, Whole(many, device, precision, cancellation) - Whole(few, device, precision, cancellation));

    private static double Whole(NetworkGraph network, GpuDevice device, Precision precision, CancellationToken cancellation)
    {
        using var compiled = new GpuNetwork(network, device, precision);
        var image = Values(network.Nodes[0].Shape.Count, 1);
        return Shortest(() =>
        {
            using var maps = compiled.Materialize([image], cancellation);
            maps.Complete(cancellation);
        });
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

    private static NetworkGraph Convolutions(int side, int channels, int count) => Layers(side, channels, count, _ =>
        new ConvolutionLayer(Values(9 * channels * channels, 1f / (3 * channels)), new float[channels], new AxisWindow(3, 1, 1, 1), new AxisWindow(3, 1, 1, 1), 1, Activation.None));

    private static NetworkGraph Chain(int side, int channels, int layers) => Layers(side, channels, layers, _ => new ActivationLayer(new Activation(ActivationKind.Relu)));

    private static NetworkGraph Layers(int side, int channels, int count, Func<int, Layer> layer)
    {
        var shape = new MapShape(side, side, channels);
        return new NetworkGraph([new NetworkNode(0, new InputLayer(), [], shape, "input"), .. Enumerable.Range(1, count).Select(i => new NetworkNode(i, layer(i), [i - 1], shape, $"layer{i}"))], [count]);
    }
}
