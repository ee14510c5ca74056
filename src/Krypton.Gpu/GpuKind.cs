namespace Krypton.Gpu;

/// <summary>What runs the kernels.</summary>
public enum GpuKind
{
    Cuda,
    OpenCl,

    /// <summary>ILGPU's interpreter on the CPU: a thousand times too slow for real work, for tests.</summary>
    Emulated,
}
