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
    private static readonly Vector128<int> Colors = Vector128.Create(-1, -1, -1, 0);

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

    /// <summary>Images, the map that every query sends: whole vectors are read, and the next pixels' channels are left out. Returns how many pixels that did.</summary>
    private static int PackColors(ReadOnlySpan<float> values, Span<float> to, int pixels)
    {
        ref var from = ref MemoryMarshal.GetReference(values);
        ref var into = ref MemoryMarshal.GetReference(to);
        var pixel = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            var order = Vector512.Create(0, 1, 2, 0, 3, 4, 5, 0, 6, 7, 8, 0, 9, 10, 11, 0);
            var colors = Vector512.Create(Vector256.Create(Colors, Colors), Vector256.Create(Colors, Colors)).AsSingle();
            for (; pixel + 4 <= pixels && (3 * pixel) + Vector512<float>.Count <= values.Length; pixel += 4)
            {
                (Vector512.Shuffle(Vector512.LoadUnsafe(ref from, (nuint)(3 * pixel)), order) & colors).StoreUnsafe(ref into, (nuint)(4 * pixel));
            }
        }

        for (; pixel < pixels && (3 * pixel) + Vector128<float>.Count <= values.Length; pixel++)
        {
            (Vector128.LoadUnsafe(ref from, (nuint)(3 * pixel)) & Colors.AsSingle()).StoreUnsafe(ref into, (nuint)(4 * pixel));
        }

        return pixel;
    }
}
