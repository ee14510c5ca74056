using System.Runtime.InteropServices;

namespace Krypton.Kernels;

/// <summary>Asks Linux to back large buffers by pages of 2 MiB: streaming through weights with small ones spends much of its time on address translation.</summary>
internal static unsafe partial class HugePages
{
    public const nuint Size = 2 << 20;

    private const int AdviseHugePages = 14;

    /// <summary>A hint; a system that does not know it keeps its small pages.</summary>
    public static void Advise(void* address, nuint bytes)
    {
        if (OperatingSystem.IsLinux())
        {
            _ = MemoryAdvise(address, bytes, AdviseHugePages);
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int MemoryAdvise(void* address, nuint bytes, int advice);
}
