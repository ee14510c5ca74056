namespace Krypton.Devices;

/// <summary>What SET device asks for.</summary>
public enum DeviceChoice
{
    /// <summary>An NVIDIA GPU where there is one and it is estimated to be faster, else the CPU.</summary>
    Auto,

    /// <summary>The CPU's kernels.</summary>
    Cpu,

    /// <summary>An NVIDIA GPU; the CPU where there is none.</summary>
    Cuda,

    /// <summary>An OpenCL device; the CPU where there is none.</summary>
    OpenCl,
}
