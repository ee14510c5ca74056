using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Runtime;
using Krypton.Gpu.Kernels;
using Krypton.Gpu.Launches;
using Krypton.Models.Network;

namespace Krypton.Gpu.Cuda;

/// <summary>Tries once, when a device is opened, whether clusters and overlapping launches give the right sums there: 1×1 layers one after the other, some deep enough to be split, each reading what the launch ahead of it wrote.</summary>
internal static class FeatureCheck
{
    /// <summary>Channels of the maps, in the order of the layers: with some dozen multiprocessors depths are split in five and in eight.</summary>
    private static readonly int[] Channels = [1024, 96, 640, 96, 1024, 96];

    /// <summary>More than one tile.</summary>
    private const int Pixels = 130;

    /// <summary>Weights of an output that are not zero: so few that sums stay small whole numbers, which bf16 holds in any order of summation.</summary>
    private const int Terms = 4;

    private static readonly Activation Bounds = new(ActivationKind.Clip, -200, 200);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>What goes wrong; null where nothing does.</summary>
    /// <exception cref="GpuException">The device does not answer any more.</exception>
    public static string? Failure(GpuDevice device)
    {
        var layers = Enumerable.Range(1, Channels.Length - 1).Select(i => Layer(Channels[i - 1], Channels[i], i)).ToArray();
        var random = new Random(1);
        float[] values = [.. Enumerable.Range(0, Pixels * Channels[0]).Select(_ => (float)random.Next(-2, 3))];
        var expected = layers.Aggregate(values, Apply);
        try
        {
            var run = Task.Run(() => Run(device, layers, values));
            return !run.Wait(Patience) ? throw new GpuException($"the device does not answer: a check of clusters and overlapping launches did not end in {Patience.TotalSeconds:0} s")
                : run.Result.AsSpan().SequenceEqual(expected) ? null
                : "they give wrong sums";
        }
        catch (AggregateException e) when (e.InnerException is AcceleratorException or GpuException)
        {
            return e.InnerException.Message;
        }
    }

    private static float[] Run(GpuDevice device, ConvolutionLayer[] layers, float[] values)
    {
        var accelerator = device.Accelerator;
        var launches = layers.Select((layer, i) => new CudaConvolutionLaunch(device, layer, [Shape(i)], Precision.Bf16)).ToList();
        try
        {
            // One map behind the other, each a box.
            int[] at = [.. Channels.Select((_, i) => Channels.Take(i).Sum() / 4 * Pixels)];
            Map[] maps = [.. Channels.Select((c, i) => new Map { Boxes = i, Stride = c / 4, Height = 1, Width = Pixels })];
            using var overlays = accelerator.Allocate1D<Float4>(Channels.Sum() / 4 * Pixels);
            using var boxes = accelerator.Allocate1D<BoxRecord>(Channels.Length);
            using var wired = accelerator.Allocate1D(maps);
            using var scratch = accelerator.Allocate1D<Float4>(device.ScratchSize);
            using var stream = accelerator.CreateStream();

            // The records as a batch sends them: right before the launches.
            overlays.View.SubView(0, values.Length / 4).CopyFromCPU(stream, MemoryMarshal.Cast<float, Float4>(values.AsSpan()).ToArray());
            boxes.View.CopyFromCPU(stream, [.. at.Select(a => new BoxRecord { Height = 1, Width = Pixels, Data = a })]);
            for (var i = 0; i < launches.Count; i++)
            {
                launches[i].Run(new Launch(
                    stream, overlays.View, overlays.View, boxes.View, wired.View.SubView(i, 1), maps[i + 1], at[i + 1], Pixels, Count: 1, scratch.View, WithOriginals: false, Follows: i > 0));
            }

            stream.Synchronize();
            return MemoryMarshal.Cast<Float4, float>(overlays.GetAsArray1D().AsSpan(at[^1])).ToArray();
        }
        finally
        {
            launches.ForEach(l => l.Dispose());
        }
    }

    private static MapShape Shape(int map) => new(1, Pixels, Channels[map]);

    private static ConvolutionLayer Layer(int inputs, int outputs, int seed)
    {
        var (random, weights) = (new Random(seed), new float[inputs * outputs]);
        for (var i = 0; i < outputs * Terms; i++)
        {
            weights[(i / Terms * inputs) + random.Next(inputs)] = random.Next(2) == 0 ? -1 : 1;
        }

        return new ConvolutionLayer(weights, [.. Enumerable.Range(0, outputs).Select(_ => (float)random.Next(-1, 2))], new AxisWindow(1), new AxisWindow(1), 1, Bounds);
    }

    private static float[] Apply(float[] values, ConvolutionLayer layer)
    {
        var (outputs, inputs) = (layer.Bias.Length, layer.Weights.Length / layer.Bias.Length);
        var results = new float[Pixels * outputs];
        for (var pixel = 0; pixel < Pixels; pixel++)
        {
            layer.Bias.CopyTo(results.AsSpan(pixel * outputs));
        }

        for (var i = 0; i < layer.Weights.Length; i++)
        {
            // Nearly all are zero.
            for (var pixel = 0; pixel < Pixels && layer.Weights[i] != 0; pixel++)
            {
                results[(pixel * outputs) + (i / inputs)] += values[(pixel * inputs) + (i % inputs)] * layer.Weights[i];
            }
        }

        for (var i = 0; i < results.Length; i++)
        {
            results[i] = Math.Clamp(results[i], Bounds.Alpha, Bounds.Beta);
        }

        return results;
    }
}
