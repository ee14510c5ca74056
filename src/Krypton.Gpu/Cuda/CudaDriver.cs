using System.Runtime.InteropServices;
using ILGPU.Runtime.Cuda;

namespace Krypton.Gpu.Cuda;

/// <summary>What ILGPU does not bind of the driver (CUDA Driver API, "Execution Control" and "Occupancy").</summary>
internal static unsafe class CudaDriver
{
    private static readonly IntPtr Library = NativeLibrary.Load(OperatingSystem.IsWindows() ? "nvcuda.dll" : "libcuda.so.1");

    public static readonly delegate* unmanaged<IntPtr, int, int, CudaError> SetFunctionAttribute = (delegate* unmanaged<IntPtr, int, int, CudaError>)NativeLibrary.GetExport(Library, "cuFuncSetAttribute");

    public static readonly delegate* unmanaged<int*, int, int, CudaError> DeviceAttribute = (delegate* unmanaged<int*, int, int, CudaError>)NativeLibrary.GetExport(Library, "cuDeviceGetAttribute");

    /// <summary>Null where the driver is older than CUDA 11.8.</summary>
    public static readonly delegate* unmanaged<Configuration*, IntPtr, void**, void**, CudaError> LaunchKernel = (delegate* unmanaged<Configuration*, IntPtr, void**, void**, CudaError>)Find("cuLaunchKernelEx");

    /// <summary>The same.</summary>
    public static readonly delegate* unmanaged<int*, IntPtr, Configuration*, CudaError> MostClusters = (delegate* unmanaged<int*, IntPtr, Configuration*, CudaError>)Find("cuOccupancyMaxActiveClusters");

    /// <summary>Whether launches can be told of clusters and of what they depend on.</summary>
    public static bool KnowsClusters => LaunchKernel != null && MostClusters != null;

    public static void Check(CudaError error, string what)
    {
        if (error != CudaError.CUDA_SUCCESS)
        {
            throw new GpuException($"the device failed at {what}: {error}");
        }
    }

    private static IntPtr Find(string name) => NativeLibrary.TryGetExport(Library, name, out var address) ? address : IntPtr.Zero;

    /// <summary>CUlaunchConfig.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Configuration
    {
        public int GridX;
        public int GridY;
        public int GridZ;
        public int Threads;
        public int ThreadsY;
        public int ThreadsZ;
        public int SharedBytes;
        public IntPtr Stream;
        public Attribute* Attributes;
        public int AttributeCount;
    }

    /// <summary>CUlaunchAttribute: which it is, and a union of 64 bytes.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 72)]
    public struct Attribute
    {
        [FieldOffset(0)]
        public int Id;

        [FieldOffset(8)]
        public int X;

        [FieldOffset(12)]
        public int Y;

        [FieldOffset(16)]
        public int Z;

        /// <summary>CU_LAUNCH_ATTRIBUTE_CLUSTER_DIMENSION.</summary>
        public static Attribute Cluster(int depth) => new() { Id = 4, X = 1, Y = 1, Z = depth };

        /// <summary>CU_LAUNCH_ATTRIBUTE_PROGRAMMATIC_STREAM_SERIALIZATION.</summary>
        public static Attribute Overlap => new() { Id = 6, X = 1 };
    }
}
