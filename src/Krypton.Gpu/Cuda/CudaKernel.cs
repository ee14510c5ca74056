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

    private readonly CudaAccelerator _accelerator;
    private readonly IntPtr _function;
    private readonly int _threads;
    private readonly int _sharedBytes;
    private readonly CudaFeatures _features;

    /// <exception cref="GpuException">The driver does not accept the text.</exception>
    public CudaKernel(CudaAccelerator accelerator, PtxModule source, int mostSharedBytes, CudaFeatures features)
    {
        (_accelerator, _threads, _sharedBytes, _features) = (accelerator, source.Threads, source.SharedBytes, features);
        using var bound = accelerator.BindScoped();
        if (CudaAPI.CurrentAPI.LoadModule(out var module, source.Text, out string? log) is var loaded and not CudaError.CUDA_SUCCESS)
        {
            throw new GpuException($"the driver does not accept the kernel {source.Name}: {loaded}: {log}");
        }

        CudaDriver.Check(CudaAPI.CurrentAPI.GetModuleFunction(out _function, module, source.Name), source.Name);
        CudaDriver.Check(CudaDriver.SetFunctionAttribute(_function, MaxDynamicShared, mostSharedBytes), source.Name);
        MostTogether = features.HasFlag(CudaFeatures.Clusters) && Fits(ConvolutionPtx.MostTogether) ? ConvolutionPtx.MostTogether : 1;
    }

    public override int MostTogether { get; }

    /// <summary>Bytes of shared memory that a group of threads may have on this device.</summary>
    public static int MostSharedBytes(CudaAccelerator accelerator)
    {
        int bytes;
        CudaDriver.Check(CudaDriver.DeviceAttribute(&bytes, MaxSharedOptIn, accelerator.DeviceId), "its attributes");
        return bytes;
    }

    public override void Launch(AcceleratorStream stream, (int X, int Y, int Z) grid, int depth, bool overlaps, in ConvolutionArguments arguments)
    {
        using var bound = _accelerator.BindScoped();
        var streamPointer = ((CudaStream)stream).StreamPtr;
        fixed (ConvolutionArguments* pointer = &arguments)
        {
            void* parameters = pointer;
            if (_features == CudaFeatures.None)
            {
                CudaDriver.Check(CudaAPI.CurrentAPI.LaunchKernel(_function, grid.X, grid.Y, grid.Z, _threads, 1, 1, _sharedBytes, streamPointer, (IntPtr)(&parameters), IntPtr.Zero), "a launch");
                return;
            }

            var attributes = stackalloc CudaDriver.Attribute[2];
            var configuration = Configuration(grid, attributes);
            configuration.Stream = streamPointer;
            if (overlaps && _features.HasFlag(CudaFeatures.Overlap))
            {
                attributes[configuration.AttributeCount++] = CudaDriver.Attribute.Overlap;
            }

            if (depth > 1)
            {
                attributes[configuration.AttributeCount++] = CudaDriver.Attribute.Cluster(depth);
            }

            CudaDriver.Check(CudaDriver.LaunchKernel(&configuration, _function, &parameters, null), "a launch");
        }
    }

    /// <summary>Whether a cluster of so many groups finds room on the device.</summary>
    private bool Fits(int depth)
    {
        var attribute = CudaDriver.Attribute.Cluster(depth);
        var configuration = Configuration((1, 1, depth), &attribute);
        configuration.AttributeCount = 1;
        int clusters;
        return CudaDriver.MostClusters(&clusters, _function, &configuration) == CudaError.CUDA_SUCCESS && clusters > 0;
    }

    private CudaDriver.Configuration Configuration((int X, int Y, int Z) grid, CudaDriver.Attribute* attributes) => new()
    {
        GridX = grid.X, GridY = grid.Y, GridZ = grid.Z, Threads = _threads, ThreadsY = 1, ThreadsZ = 1, SharedBytes = _sharedBytes, Attributes = attributes,
    };
}
