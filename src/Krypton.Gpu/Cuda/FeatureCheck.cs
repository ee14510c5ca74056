using ILGPU;
using ILGPU.Runtime;
using Krypton.Gpu.Kernels;
using Krypton.Gpu.Launches;
using Krypton.Models.Network;

namespace Krypton.Gpu.Cuda;

/// <summary>Tries once, when a device is opened, whether clusters and overlapping launches give the right sums there: a dense layer whose depth is split and one that widens its output again, in turns, each reading what the launch ahead of it wrote.</summary>
internal static class FeatureCheck
{
    private const int Wide = 512;

    private const int Narrow = 32;

    private const int Turns = 4;

    /// <summary>Small whole numbers, which every precision and order of summation holds.</summary>
    private static readonly Activation Bounds = new(ActivationKind.Clip, -3, 3);

    /// <summary>What goes wrong; null where nothing does.</summary>
    public static string? Failure(GpuDevice device)
    {
        var (narrow, wide) = (Dense(Wide, Narrow, 1), Dense(Narrow, Wide, 2));
        var values = Numbers(Wide, 3);
        var expected = values;
        for (var turn = 0; turn < Turns; turn++)
        {
            expected = Apply(narrow, expected);
            expected = turn < Turns - 1 ? Apply(wide, expected) : expected;
        }

        try
        {
            return Run(device, narrow, wide, values).AsSpan().SequenceEqual(expected) ? null : "they give wrong sums";
        }
        catch (Exception e) when (e is GpuException or AcceleratorException)
        {
            return e.Message;
        }
    }

    private static float[] Run(GpuDevice device, ConvolutionLayer narrow, ConvolutionLayer wide, float[] values)
    {
        var (accelerator, shapes) = (device.Accelerator, new[] { new MapShape(1, 1, Wide), new MapShape(1, 1, Narrow) });
        using var shrinks = new CudaConvolutionLaunch(device, narrow, [shapes[0]], Precision.Bf16);
        using var widens = new CudaConvolutionLaunch(device, wide, [shapes[1]], Precision.Bf16);

        // The wide map, then the narrow one, each a box of one pixel.
        var data = new Float4[(Wide + Narrow) / 4];
        values.CopyTo(System.Runtime.InteropServices.MemoryMarshal.Cast<Float4, float>(data.AsSpan()));
        BoxRecord[] records = [new() { Height = 1, Width = 1 }, new() { Height = 1, Width = 1, Data = Wide / 4 }];
        Map[] maps = [.. shapes.Select((s, i) => new Map { Boxes = i, Stride = Launch.Stride(s), Height = 1, Width = 1 })];
        using var overlays = accelerator.Allocate1D(data);
        using var boxes = accelerator.Allocate1D(records);
        using var wired = accelerator.Allocate1D(maps);
        using var scratch = accelerator.Allocate1D<Float4>(device.ScratchSize);
        using var stream = accelerator.CreateStream();
        for (var turn = 0; turn < Turns; turn++)
        {
            Send(shrinks, from: 0, to: 1);
            if (turn < Turns - 1)
            {
                Send(widens, from: 1, to: 0);
            }
        }

        stream.Synchronize();
        return System.Runtime.InteropServices.MemoryMarshal.Cast<Float4, float>(overlays.GetAsArray1D().AsSpan(Wide / 4)).ToArray();

        void Send(CudaConvolutionLaunch layer, int from, int to) => layer.Run(new Launch(
            stream, overlays.View, overlays.View, boxes.View, wired.View.SubView(from, 1), maps[to], records[to].Data, Pixels: 1, Count: 1, scratch.View, WithOriginals: false));
    }

    private static ConvolutionLayer Dense(int inputs, int outputs, int seed) => new(Numbers(inputs * outputs, seed), Numbers(outputs, seed), new AxisWindow(1), new AxisWindow(1), 1, Bounds);

    private static float[] Numbers(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)random.Next(-1, 2))];
    }

    private static float[] Apply(ConvolutionLayer layer, float[] values) => [.. layer.Bias.Select((bias, o) =>
        Math.Clamp(values.Select((value, c) => value * layer.Weights[(o * values.Length) + c]).Sum() + bias, Bounds.Alpha, Bounds.Beta))];
}
