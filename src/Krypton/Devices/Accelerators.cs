using Krypton.Gpu;

namespace Krypton.Devices;

/// <summary>The devices beside the CPU that are open. Each is opened when a plan first wants it, and nothing of it is loaded before.</summary>
internal sealed class Accelerators : IDisposable
{
    private readonly Dictionary<GpuKind, GpuDevice> _open = [];
    private readonly Dictionary<GpuKind, string> _missing = [];

    /// <summary>The device that was asked for, or why it is not to be had.</summary>
    public (GpuDevice? Device, string? Missing) Find(DeviceChoice choice) => choice switch
    {
        DeviceChoice.Cuda or DeviceChoice.Auto => Find(GpuKind.Cuda),
        DeviceChoice.OpenCl => Find(GpuKind.OpenCl),
        _ => (null, null),
    };

    /// <summary>An open device by the name that SET device takes.</summary>
    public GpuDevice Open(string device) => _open[device == "cuda" ? GpuKind.Cuda : GpuKind.OpenCl];

    public void Dispose()
    {
        foreach (var device in _open.Values)
        {
            device.Dispose();
        }

        _open.Clear();
    }

    private (GpuDevice? Device, string? Missing) Find(GpuKind kind)
    {
        if (_open.TryGetValue(kind, out var open))
        {
            return (open, null);
        }

        if (_missing.TryGetValue(kind, out var known))
        {
            return (null, known);
        }

        if (GpuDevices.MissingLibrary(kind) is { } library)
        {
            return (null, _missing[kind] = library);
        }

        try
        {
            return (_open[kind] = GpuDevice.Open(kind), null);
        }
        catch (GpuException e)
        {
            return (null, _missing[kind] = e.Message);
        }
    }
}
