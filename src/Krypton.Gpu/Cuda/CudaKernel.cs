using System.Runtime.InteropServices;
using ILGPU.Runtime.Cuda;

namespace Krypton.Gpu.Cuda;

/// <summary>A kernel from PTX text, with more than 48 KB of shared memory where it wants them.</summary>
internal sealed unsafe class CudaKernel
{
    /// <summary>CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES.</summary>
    private const int MaxDynamicShared = 8;

    private static readonly delegate* unmanaged<IntPtr, int, int, CudaError> SetAttribute =
        (delegate* unmanaged<IntPtr, int, int, CudaError>)NativeLibrary.GetExport(
            NativeLibrary.Load(OperatingSystem.IsWindows() ? "nvcuda.dll" : "libcuda.so.1"), "cuFuncSetAttribute");

    private readonly CudaAccelerator _accelerator;
    private readonly IntPtr _function;
    private readonly int _threads;
    private readonly int _sharedBytes;

    /// <exception cref="GpuException">The driver does not accept the text.</exception>
    public CudaKernel(CudaAccelerator accelerator, string ptx, string name, int threads, int sharedBytes)
    {
        (_accelerator, _threads, _sharedBytes) = (accelerator, threads, sharedBytes);
        using var bound = accelerator.BindScoped();
        if (CudaAPI.CurrentAPI.LoadModule(out var module, ptx, out string? log) is var loaded and not CudaError.CUDA_SUCCESS)
        {
            throw new GpuException($"the driver does not accept the kernel {name}: {loaded}: {log}");
        }

        Check(CudaAPI.CurrentAPI.GetModuleFunction(out _function, module, name), name);
        Check(SetAttribute(_function, MaxDynamicShared, sharedBytes), name);
    }

    public void Launch<T>(CudaStream stream, (int X, int Y, int Z) grid, T arguments)
        where T : unmanaged
    {
        using var bound = _accelerator.BindScoped();
        var pointer = &arguments;
        Check(
            CudaAPI.CurrentAPI.LaunchKernel(_function, grid.X, grid.Y, grid.Z, _threads, 1, 1, _sharedBytes, stream.StreamPtr, (IntPtr)(&pointer), IntPtr.Zero), "a launch");
    }

    private static void Check(CudaError error, string what)
    {
        if (error != CudaError.CUDA_SUCCESS)
        {
            throw new GpuException($"the device failed at {what}: {error}");
        }
    }
}
