using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Krypton.Kernels.Cpu;

/// <summary>Brings what is needed next into the second-level cache while something else is computed: hardware prefetchers stop at page ends, and follow no pointers.</summary>
internal static unsafe class Prefetch
{
    private const int LineFloats = 16;

    /// <summary>Prefetches a run of floats; where it lies, even outside of any memory, does not matter.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Lines(float* from, nint floats)
    {
        for (nint line = 0; line < floats && Sse.IsSupported; line += LineFloats)
        {
            Sse.Prefetch1(from + line);
        }
    }

    /// <summary>Prefetches the line in which that float lies.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Line(float* at)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch1(at);
        }
    }
}
