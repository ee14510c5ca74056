using ILGPU;
using ILGPU.Runtime;
using Krypton.Gpu.Kernels;
using Krypton.Gpu.Launches;
using Krypton.Models.Network;

namespace Krypton.Gpu;

/// <summary>Sends maps to the device through page-locked memory, on its default stream; disposing it waits for the last.</summary>
internal sealed class Staging(GpuDevice device) : IDisposable
{
    private readonly List<PinnedLoan<Float4>> _loans = [];

    public void Send(ReadOnlySpan<float> values, MapShape shape, ArrayView<Float4> to)
    {
        var loan = device.Memory.Pin<Float4>(to.Length);
        _loans.Add(loan);
        Pack(values, shape, loan.Array.Span);
        to.CopyFromPageLockedAsync(device.Accelerator.DefaultStream, loan.Array);
    }

    public void Dispose()
    {
        device.Accelerator.DefaultStream.Synchronize();
        foreach (var loan in _loans)
        {
            loan.Dispose();
        }
    }

    /// <summary>A map's values with channels in fours.</summary>
    private static void Pack(ReadOnlySpan<float> values, MapShape shape, Span<Float4> to)
    {
        var floats = System.Runtime.InteropServices.MemoryMarshal.Cast<Float4, float>(to);
        var stride = 4 * Launch.Stride(shape);
        if (stride == shape.Channels)
        {
            values[..floats.Length].CopyTo(floats);
            return;
        }

        for (int pixel = 0, from = 0; pixel < shape.Pixels; pixel++)
        {
            for (var channel = 0; channel < stride; channel++)
            {
                floats[(pixel * stride) + channel] = channel < shape.Channels ? values[from++] : 0;
            }
        }
    }
}
