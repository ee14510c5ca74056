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

    /// <summary>A map's values with channels in fours, zeros behind the last.</summary>
    internal static void Pack(ReadOnlySpan<float> values, MapShape shape, Span<float> to)
    {
        var (channels, stride) = (shape.Channels, 4 * Launch.Stride(shape));
        if (stride == channels)
        {
            values[..to.Length].CopyTo(to);
            return;
        }

        var (pixel, from) = (0, 0);
        if (channels == 3)
        {
            // Images: four floats are read, the next pixel's first is left out.
            var mask = Vector128.Create(-1, -1, -1, 0).AsSingle();
            for (; from + 4 <= values.Length && pixel < shape.Pixels; pixel++, from += 3)
            {
                (Vector128.Create(values.Slice(from, 4)) & mask).CopyTo(to.Slice(4 * pixel, 4));
            }
        }

        for (; pixel < shape.Pixels; pixel++, from += channels)
        {
            var row = to.Slice(pixel * stride, stride);
            values.Slice(from, channels).CopyTo(row);
            row[channels..].Clear();
        }
    }
}
