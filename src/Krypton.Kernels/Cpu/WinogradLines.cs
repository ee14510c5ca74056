using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Krypton.Kernels.Cpu;

/// <summary>The transforms of Winograd's method along one axis alone, a vector of channels at a time.</summary>
internal static unsafe class WinogradLines
{
    /// <summary>Bᵀ d of six pixels in a line; point p of channel c goes to to[p · pointStride + c].</summary>
    public static void TransformInput(float** pixels, int channels, float* to, nint pointStride)
    {
        var wide = Vector512.IsHardwareAccelerated ? channels / Lanes16.Count * Lanes16.Count : 0;
        TransformInput<Vector512<float>, Lanes16>(pixels, 0, wide, to, pointStride);
        TransformInput<Vector256<float>, Lanes8>(pixels, wide, channels, to, pointStride);
    }

    /// <summary>clamp(Aᵀ m + bias) of a tile of three or four outputs in a line, of which the first <paramref name="count"/> are stored.</summary>
    public static void TransformOutput(
        float* m, nint pointStride, int channels, float* bias, float* to, nint step, int count, int outputs, float low, float high)
    {
        var target = new WinogradTarget(to, step, outputs, low, high);
        var wide = Vector512.IsHardwareAccelerated ? channels / Lanes16.Count * Lanes16.Count : 0;
        TransformOutput<Vector512<float>, Lanes16>(m, pointStride, 0, wide, bias, target, count);
        TransformOutput<Vector256<float>, Lanes8>(m, pointStride, wide, channels, bias, target, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransformInput<T, TLanes>(float** pixels, int first, int end, float* to, nint pointStride)
        where T : unmanaged
        where TLanes : ILanes<T>
    {
        for (var c = first; c < end; c += TLanes.Count)
        {
            WinogradAxis.Forward<T, TLanes, Side4>(TLanes.Load(pixels[0] + c), TLanes.Load(pixels[1] + c), TLanes.Load(pixels[2] + c),
                TLanes.Load(pixels[3] + c), TLanes.Load(pixels[4] + c), TLanes.Load(pixels[5] + c),
                out var r0, out var r1, out var r2, out var r3, out var r4, out var r5);
            var place = to + c;
            TLanes.Store(r0, place);
            TLanes.Store(r1, place + pointStride);
            TLanes.Store(r2, place + (2 * pointStride));
            TLanes.Store(r3, place + (3 * pointStride));
            TLanes.Store(r4, place + (4 * pointStride));
            TLanes.Store(r5, place + (5 * pointStride));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransformOutput<T, TLanes>(float* m, nint pointStride, int first, int end, float* bias, in WinogradTarget target, int count)
        where T : unmanaged
        where TLanes : ILanes<T>
    {
        var results = stackalloc T[WinogradAxis.Output];
        var (min, max, zero) = (TLanes.Broadcast(target.Low), TLanes.Broadcast(target.High), TLanes.Broadcast(0));
        for (var c = first; c < end; c += TLanes.Count)
        {
            var q = m + c;
            var infinite = TLanes.Load(q + (5 * pointStride));
            var three = target.RowStride == 3;
            WinogradAxis.Backward<T, TLanes, Side4>(TLanes.Load(q), TLanes.Load(q + pointStride), TLanes.Load(q + (2 * pointStride)), TLanes.Load(q + (3 * pointStride)),
                TLanes.Load(q + (4 * pointStride)), three ? zero : infinite, out results[0], out results[1], out results[2], out results[3]);
            results[2] = three ? TLanes.Add(results[2], infinite) : results[2];
            var b = TLanes.Load(bias + c);
            for (var i = 0; i < count; i++)
            {
                TLanes.Store(TLanes.Min(TLanes.Max(TLanes.Add(results[i], b), min), max), target.To + (i * target.PixelStride) + c);
            }
        }
    }
}
