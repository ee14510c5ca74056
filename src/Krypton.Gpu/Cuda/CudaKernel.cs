using System.Runtime.InteropServices;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace Krypton.Gpu.Cuda;

/// <summary>A kernel from PTX text, which may have more than 48 KB of shared memory.</summary>
internal sealed unsafe class CudaKernel : PtxKernel
{
    /// <summary>CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES.</summary>
    private const int MaxDynamicShared = 8;

    /// <summary>CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN.</summary>
    private const int MaxSharedOptIn = 97;

    // What ILGPU does not bind.
    private static readonly IntPtr Driver = NativeLibrary.Load(OperatingSystem.IsWindows() ? "nvcuda.dll" : "libcuda.so.1");

    private static readonly delegate* unmanaged<IntPtr, int, int, CudaError> SetAttribute =
        (delegate* unmanaged<IntPtr, int, int, CudaError>)NativeLibrary.GetExport(Driver, "cuFuncSetAttribute");

    private static readonly delegate* unmanaged<int*, int, int, CudaError> DeviceAttribute =
        (delegate* unmanaged<int*, int, int, CudaError>)NativeLibrary.GetExport(Driver, "cuDeviceGetAttribute");

    private readonly CudaAccelerator _accelerator;
    private readonly IntPtr _function;
    private readonly int _threads;

    /// <exception cref="GpuException">The driver does not accept the text.</exception>
    public CudaKernel(CudaAccelerator accelerator, PtxModule source, int mostSharedBytes)
    {
        (_accelerator, _threads) = (accelerator, source.Threads);
        using var bound = accelerator.BindScoped();
        if (CudaAPI.CurrentAPI.LoadModule(out var module, source.Text, out string? log) is var loaded and not CudaError.CUDA_SUCCESS)
        {
            throw new GpuException($"the driver does not accept the kernel {source.Name}: {loaded}: {log}");
        }

        Check(CudaAPI.CurrentAPI.GetModuleFunction(out _function, module, source.Name), source.Name);
        Check(SetAttribute(_function, MaxDynamicShared, mostSharedBytes), source.Name);
    }

    /// <summary>Bytes of shared memory that a group of threads may have on this device.</summary>
    public static int MostSharedBytes(CudaAccelerator accelerator)
    {
        int bytes;
        Check(DeviceAttribute(&bytes, MaxSharedOptIn, accelerator.DeviceId), "its attributes");
        return bytes;
    }

    public override void Launch(AcceleratorStream stream, (int X, int Y, int Z) grid, int sharedBytes, in ConvolutionArguments arguments)
    {
        using var bound = _accelerator.BindScoped();
        fixed (ConvolutionArguments* pointer = &arguments)
        {
            var parameters = pointer;
            Check(
                CudaAPI.CurrentAPI.LaunchKernel(_function, grid.X, grid.Y, grid.Z, _threads, 1, 1, sharedBytes, ((CudaStream)stream).StreamPtr, (IntPtr)(&parameters), IntPtr.Zero), "a launch");
        }
    }

    private static void Check(CudaError error, string what)
    {
        if (error != CudaError.CUDA_SUCCESS)
        {
            throw new GpuException($"the device failed at {what}: {error}");
        }
    }
}
