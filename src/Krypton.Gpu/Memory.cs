using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace Krypton.Gpu;

/// <summary>Errors of drivers in words that tell what to do.</summary>
internal static class Memory
{
    private const string Full = "the device's memory is full; SET memory_limit to less makes batches smaller, or SET device = 'cpu'";

    public static T Guard<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is AcceleratorException or OverflowException)
        {
            throw Explain(e);
        }
    }

    public static Exception Explain(Exception e) => e switch
    {
        CudaException when e.Message.Contains("memory", StringComparison.OrdinalIgnoreCase) => new GpuException(Full, e),
        CLException { Error: CLError.CL_MEM_OBJECT_ALLOCATION_FAILURE or CLError.CL_OUT_OF_RESOURCES } => new GpuException(Full, e),
        OverflowException => new GpuException("a map or a batch is larger than the device's kernels can address; SET memory_limit to less makes batches smaller, or SET device = 'cpu'", e),
        AcceleratorException => new GpuException($"the device failed: {e.Message}; SET device = 'cpu' runs without it", e),
        _ => e,
    };
}
