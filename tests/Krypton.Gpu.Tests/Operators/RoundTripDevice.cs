using ILGPU;
using ILGPU.Runtime;
using Krypton.Gpu.Kernels;
using Krypton.Gpu.Launches;
using Krypton.Kernels;
using Krypton.Models.Network;
using IDevice = Krypton.Kernels.IDevice;
using Kernel = Krypton.Kernels.Kernel;

namespace Krypton.Gpu.Tests.Operators;

/// <summary>Runs one layer on a GPU device over overlays that lie on the host: what lets the CPU's operator cases run there.</summary>
internal sealed class RoundTripDevice(GpuDevice device, Precision precision = Precision.Fp32) : IDevice
{
    public Kernel Compile(NetworkNode node, MapShape[] inputs) => new RoundTrip(device, LayerCompiler.Compile(device, node, inputs, precision));

    public void Dispose()
    {
        // The device is shared.
    }

    private sealed unsafe class RoundTrip(GpuDevice device, GpuLayer layer) : Kernel
    {
        /// <summary>What the device's memory holds before: it must not come back.</summary>
        private static readonly Float4 Untouched = new(-7777, -7777, -7777, -7777);

        /// <summary>Float4 behind the output, which no kernel may write.</summary>
        private const int Guard = 16;

        public override string Name => layer.Name;

        public override void Run(Overlay[] inputs, Overlay output)
        {
            var maps = inputs.Append(output).ToArray();
            var (data, below, records) = (new List<Float4>(), new List<Float4>(), new BoxRecord[maps.Length * output.Count]);
            var outputData = 0;
            for (var m = 0; m < maps.Length; m++)
            {
                var (map, stride) = (maps[m], Launch.Stride(maps[m].Shape));
                outputData = data.Count;
                for (var p = 0; p < map.Count; p++)
                {
                    var box = map.Boxes[p];
                    records[(m * output.Count) + p] = new BoxRecord
                    {
                        Y = box.Y, X = box.X, Height = box.Height, Width = box.Width,
                        Data = data.Count + ((int)box.Offset * stride), Base = below.Count + (box.Image * map.Shape.Pixels * stride), FirstPixel = (int)box.Offset,
                    };
                }

                data.AddRange(m < inputs.Length ? Pack(map, map.Data, map.Pixels) : Enumerable.Repeat(Untouched, (int)map.Pixels * stride));
                below.AddRange(map.Base is null ? [] : Pack(map, map.Base, Images(map) * map.Shape.Pixels));
            }

            data.AddRange(Enumerable.Repeat(Untouched, Guard));
            Run([.. data], below.Count > 0 ? [.. below] : [default], records, inputs, output, outputData);
        }

        public override void Dispose()
        {
            layer.Dispose();
            base.Dispose();
        }

        private static Map MapOf(Overlay overlay, int index, int count) =>
            new() { Boxes = index * count, Stride = Launch.Stride(overlay.Shape), Height = overlay.Shape.Height, Width = overlay.Shape.Width };

        private static int Images(Overlay map) => 1 + map.Boxes.AsSpan(0, map.Count).ToArray().Max(box => box.Image);

        private static Float4[] Pack(Overlay map, float* from, long pixels)
        {
            var (channels, stride) = (map.Shape.Channels, Launch.Stride(map.Shape));
            var values = new float[pixels * 4 * stride];
            for (var i = 0L; i < pixels; i++)
            {
                new ReadOnlySpan<float>(from + (i * map.Stride), channels).CopyTo(values.AsSpan((int)i * 4 * stride));
            }

            return System.Runtime.InteropServices.MemoryMarshal.Cast<float, Float4>(values.AsSpan()).ToArray();
        }

        private void Run(Float4[] data, Float4[] below, BoxRecord[] records, Overlay[] inputs, Overlay output, int outputData)
        {
            var accelerator = device.Accelerator;
            using var overlays = accelerator.Allocate1D(data);
            using var bases = accelerator.Allocate1D(below);
            using var boxes = accelerator.Allocate1D(records);
            using var wired = accelerator.Allocate1D(inputs.Select((o, i) => MapOf(o, i, output.Count)).ToArray());
            using var scratch = accelerator.Allocate1D<Float4>(device.ScratchSize);
            layer.Run(new Launch(
                accelerator.DefaultStream, overlays.View, bases.View, boxes.View, wired.View, MapOf(output, inputs.Length, output.Count), outputData, (int)output.Pixels, output.Count, scratch.View,
                WithOriginals: false, Follows: false));
            accelerator.Synchronize();
            var back = System.Runtime.InteropServices.MemoryMarshal.Cast<Float4, float>(overlays.GetAsArray1D().AsSpan());
            var stride = 4 * Launch.Stride(output.Shape);

            // Nothing but the output is written.
            var (before, behind) = (4 * outputData, (4 * outputData) + ((int)output.Pixels * stride));
            var old = System.Runtime.InteropServices.MemoryMarshal.Cast<Float4, float>(data.AsSpan());
            Assert.True(back[..before].SequenceEqual(old[..before]) && back[behind..].SequenceEqual(old[behind..]), "a kernel wrote elsewhere than into its output");
            for (var i = 0; i < output.Pixels; i++)
            {
                var pixel = back.Slice((4 * outputData) + (i * stride), stride);
                new Span<float>(output.Data + (i * output.Stride), output.Stride).Clear();
                pixel[..output.Shape.Channels].CopyTo(new Span<float>(output.Data + (i * output.Stride), output.Stride));

                // Later layers read lanes behind the last channel, times weights of zero.
                foreach (var lane in pixel)
                {
                    Assert.True(float.IsFinite(lane) && lane != Untouched.X, $"a lane holds {lane}");
                }
            }
        }
    }
}
