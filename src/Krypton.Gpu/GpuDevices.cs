using System.Runtime.InteropServices;

namespace Krypton.Gpu;

/// <summary>What was found when devices were looked for.</summary>
/// <param name="Device">The name that SET device takes.</param>
/// <param name="Name">The device in words; empty where there is none.</param>
/// <param name="MemoryBytes">Its own memory.</param>
/// <param name="Missing">Why it cannot be used; null where it can.</param>
public sealed record GpuProbe(string Device, string Name, long MemoryBytes, string? Missing);

/// <summary>Looks for devices. Nothing of ILGPU is loaded before a driver's library was found.</summary>
public static class GpuDevices
{
    /// <summary>Why a kind of device cannot be there: its driver's library is missing; null where the library is found.</summary>
    public static string? MissingLibrary(GpuKind kind)
    {
        string[] names = kind switch
        {
            GpuKind.Cuda => OperatingSystem.IsWindows() ? ["nvcuda.dll"] : ["libcuda.so.1", "libcuda.so"],
            GpuKind.OpenCl => OperatingSystem.IsWindows() ? ["OpenCL.dll"] : ["libOpenCL.so.1", "libOpenCL.so"],
            _ => [],
        };
        if (names.Length == 0)
        {
            return null;
        }

        foreach (var name in names)
        {
            if (NativeLibrary.TryLoad(name, out var library))
            {
                NativeLibrary.Free(library);
                return null;
            }
        }

        return kind == GpuKind.Cuda ? $"{names[0]} was not found: no NVIDIA driver is installed" : $"{names[0]} was not found: no OpenCL loader is installed";
    }

    /// <summary>Opens each kind of device once and says what is there.</summary>
    public static IReadOnlyList<GpuProbe> Probe() => [Probe(GpuKind.Cuda, "cuda"), Probe(GpuKind.OpenCl, "opencl")];

    private static GpuProbe Probe(GpuKind kind, string device)
    {
        if (MissingLibrary(kind) is { } missing)
        {
            return new GpuProbe(device, "", 0, missing);
        }

        try
        {
            using var open = GpuDevice.Open(kind);
            return new GpuProbe(device, open.Shortcoming is { } shortcoming ? $"{open.Name}; {shortcoming}" : open.Name, open.MemoryBytes, null);
        }
        catch (GpuException e)
        {
            return new GpuProbe(device, "", 0, e.Message);
        }
    }
}
