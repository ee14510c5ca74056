using System.Collections.Concurrent;

[assembly: AssemblyFixture(typeof(Krypton.Gpu.Tests.Devices))]

namespace Krypton.Gpu.Tests;

/// <summary>The devices that tests share. At the end it says how many checks ran where.</summary>
public sealed class Devices : IDisposable
{
    private static readonly Lazy<GpuDevice> Emulated = new(() => GpuDevice.Open(GpuKind.Emulated));
    private static readonly Lazy<GpuDevice> OpenCl = new(() => GpuDevice.Open(GpuKind.OpenCl));
    private static readonly ConcurrentDictionary<string, int> Ran = [];

    public static TheoryData<GpuKind> Kinds { get; } = [GpuKind.Emulated, GpuKind.OpenCl];

    /// <summary>The device, counted as used once; skips the test where it is missing.</summary>
    internal static GpuDevice Of(GpuKind kind)
    {
        if (GpuDevices.MissingLibrary(kind) is { } missing)
        {
            Assert.Skip(missing);
        }

        try
        {
            var device = kind == GpuKind.Emulated ? Emulated.Value : OpenCl.Value;
            Ran.AddOrUpdate($"{kind} ({device.Name})", 1, (_, n) => n + 1);
            return device;
        }
        catch (GpuException e) when (kind != GpuKind.Emulated && e.Message.Contains("reports no device"))
        {
            Assert.Skip(e.Message);
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var (where, count) in Ran.OrderBy(r => r.Key))
        {
            Console.WriteLine($"GPU kernels: {count} tests ran on {where}");
        }

        foreach (var device in new[] { Emulated, OpenCl }.Where(d => d.IsValueCreated))
        {
            device.Value.Dispose();
        }
    }
}
