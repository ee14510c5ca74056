using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using ILGPU;
using ILGPU.Runtime;
using Krypton.Gpu.Kernels;
using Krypton.Gpu.Launches;
using Krypton.Models.Network;

namespace Krypton.Gpu;

/// <summary>Sends maps to the device through page-locked memory.</summary>
internal sealed class Staging(GpuDevice device, AcceleratorStream stream)
{
    private readonly List<PinnedLoan<Float4>> _loans = [];

    /// <param name="values">A map, or some of its rows.</param>
    public void Send(ReadOnlySpan<float> values, MapShape shape, ArrayView<Float4> to)
    {
        var loan = device.Memory.Pin<Float4>(to.Length);
        _loans.Add(loan);
        Pack(values, shape, MemoryMarshal.Cast<Float4, float>(loan.Array.Span));
        to.CopyFromPageLockedAsync(stream, loan.Array);
    }

    /// <summary>Gives the memory back; the stream has been waited for.</summary>
    public void Release()
    {
        foreach (var loan in _loans)
        {
            loan.Dispose();
        }

        _loans.Clear();
    }

    /// <summary>Pixels with their channels in fours, zeros behind the last.</summary>
    internal static void Pack(ReadOnlySpan<float> values, MapShape shape, Span<float> to)
    {
        var (channels, stride) = (shape.Channels, 4 * Launch.Stride(shape));
        if (stride == channels)
        {
            values[..to.Length].CopyTo(to);
            return;
        }

        var pixels = to.Length / stride;
        for (var pixel = channels == 3 ? PackColors(values, to, pixels) : 0; pixel < pixels; pixel++)
        {
            var row = to.Slice(pixel * stride, stride);
            values.Slice(pixel * channels, channels).CopyTo(row);
            row[channels..].Clear();
        }
    }

    /// <summary>Images, the map that every query sends: four floats are read, and the next pixel's first is left out. Returns how many pixels that did.</summary>
    private static int PackColors(ReadOnlySpan<float> values, Span<float> to, int pixels)
    {
        const int Together = 4;
        var mask = Vector128.Create(-1, -1, -1, 0).AsSingle();
        ref var from = ref MemoryMarshal.GetReference(values);
        ref var into = ref MemoryMarshal.GetReference(to);
        var most = Math.Min(pixels, (values.Length - 1) / 3) / Together * Together;
        for (var pixel = 0; pixel < most; pixel += Together)
        {
            for (var i = pixel; i < pixel + Together; i++)
            {
                (Vector128.LoadUnsafe(ref from, (nuint)(3 * i)) & mask).StoreUnsafe(ref into, (nuint)(4 * i));
            }
        }

        return most;
    }
}
