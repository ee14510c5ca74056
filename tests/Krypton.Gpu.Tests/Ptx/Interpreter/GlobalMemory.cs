using System.Runtime.InteropServices;

namespace Krypton.Gpu.Tests.Ptx.Interpreter;

/// <summary>Global memory as one launch sees it. What the launch writes it writes once, and does not read: groups run in any order.</summary>
internal sealed unsafe class GlobalMemory
{
    private readonly HashSet<ulong> _written = [];

    public ReadOnlySpan<byte> Read(Warp warp, ulong address, int size)
    {
        Check(warp, address, size);
        warp.Demand(_written.Count == 0 || !_written.Contains(address / 16), "reads what this launch writes");
        return MemoryMarshal.CreateReadOnlySpan(ref *(byte*)address, size);
    }

    public void Write(Warp warp, ulong address, ReadOnlySpan<byte> values)
    {
        Check(warp, address, values.Length);
        warp.Demand(_written.Add(address / 16), "writes what this launch wrote before");
        values.CopyTo(new Span<byte>((void*)address, values.Length));
    }

    private static void Check(Warp warp, ulong address, int size)
    {
        warp.Demand(address >> 32 != 0, "touches an address below 4 GiB");
        warp.Demand(address % (ulong)size == 0, "touches bytes at an address that is no multiple of their number");
    }
}
