using ILGPU;
using ILGPU.Runtime;
using Krypton.Gpu.Kernels;

namespace Krypton.Gpu.Launches;

/// <summary>One layer with its weights in the device's memory.</summary>
internal abstract class GpuLayer(GpuDevice device) : IDisposable
{
    private readonly List<MemoryBuffer> _buffers = [];

    protected GpuDevice Device { get; } = device;

    public abstract string Name { get; }

    /// <summary>Bytes of weights and tables on the device.</summary>
    public long WeightBytes => _buffers.Sum(b => b.LengthInBytes);

    /// <summary>Sends the layer to the device, one at a time: an OpenCL kernel holds its arguments until it is sent.</summary>
    public void Run(in Launch launch)
    {
        lock (Device.Sending)
        {
            Enqueue(launch);
        }
    }

    public void Dispose()
    {
        foreach (var buffer in _buffers)
        {
            buffer.Dispose();
        }
    }

    /// <summary>Launches the layer's kernels.</summary>
    protected abstract void Enqueue(in Launch launch);

    /// <summary>A table that stays on the device as long as the layer.</summary>
    protected ArrayView<T> Resident<T>(T[] values)
        where T : unmanaged
    {
        var buffer = Device.Accelerator.Allocate1D(values.Length > 0 ? values : [default]);
        _buffers.Add(buffer);
        return buffer.View;
    }

    /// <summary>Values in fours, zeros behind the last.</summary>
    protected static Float4[] Fours(ReadOnlySpan<float> values, int count)
    {
        var fours = new Float4[count];
        values.CopyTo(System.Runtime.InteropServices.MemoryMarshal.Cast<Float4, float>(fours.AsSpan()));
        return fours;
    }

    /// <summary>A task of the layer's kernel.</summary>
    protected static LayerTask Task(in Launch launch, int channels, Models.Network.Activation activation = default) => new()
    {
        Pixels = launch.Pixels,
        Count = launch.Count,
        Output = launch.Output,
        OutputData = launch.OutputData,
        Channels = channels,
        Activation = Function.Of(activation),
    };

    /// <summary>Groups for a launch with that many threads a pixel.</summary>
    protected KernelConfig Grid(in Launch launch, int threadsPerPixel)
    {
        var threads = (long)launch.Pixels * threadsPerPixel;
        return threads <= int.MaxValue - Device.LayerThreads
            ? new KernelConfig((int)((threads + Device.LayerThreads - 1) / Device.LayerThreads), Device.LayerThreads)
            : throw new GpuException("a batch has more values than a launch can number; SET memory_limit to less makes batches smaller");
    }
}
