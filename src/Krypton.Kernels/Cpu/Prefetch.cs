using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Krypton.Kernels.Cpu;

/// <summary>Brings the next panel of weights nearer while the present one is used: hardware prefetchers stop at page ends, where panels begin.</summary>
internal static unsafe class Prefetch
{
    private const int LineFloats = 16;

    /// <summary>Prefetches part <paramref name="part"/> of <paramref name="parts"/> of a run of floats.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Part(float* from, nint floats, int part, int parts)
    {
        if (!Sse.IsSupported)
        {
            return;
        }

        var share = (floats + (parts * LineFloats) - 1) / (parts * LineFloats) * LineFloats;
        var end = from + Math.Min(floats, share * (part + 1));
        for (var line = from + (share * part); line < end; line += LineFloats)
        {
            Sse.Prefetch1(line);
        }
    }
}
