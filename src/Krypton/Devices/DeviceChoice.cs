namespace Krypton.Devices;

/// <summary>What SET device asks for.</summary>
public enum DeviceChoice
{
    /// <summary>An NVIDIA GPU where there is one and it is estimated to be faster, else the CPU.</summary>
    Auto,

    /// <summary>The SIMD kernels.</summary>
    Cpu,

    /// <summary>An NVIDIA GPU.</summary>
    Cuda,

    /// <summary>An OpenCL device, on the CPU too.</summary>
    OpenCl,
}
