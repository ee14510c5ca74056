using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Krypton.Kernels.Cpu;

/// <summary>The three transforms of Winograd's F(4×4, 3×3) (Lavin and Gray, CVPR 2016, section 4.3), a vector of channels at a time.</summary>
internal static unsafe class WinogradTransforms
{
    /// <summary>Outputs a tile side.</summary>
    public const int Output = 4;

    /// <summary>Inputs a tile side.</summary>
    public const int Input = 6;

    /// <summary>Products a tile and channel pair, where the direct sum needs 144.</summary>
    public const int Points = Input * Input;

    // The polynomials are interpolated at 0, ±P, ±Q and infinity. With the usual 1 and 2 the rounding error is more than twice as
    // large (2.7e-6 against 1.2e-6 of the output's root mean square at 256 channels; the direct sum has 6e-7). Both are exact in binary.
    private const float P = 0.625f;
    private const float Q = 1.5f;
    private const float P2 = P * P;
    private const float Q2 = Q * Q;

    private static readonly double[,] G = Columns(0, P, -P, Q, -Q);

    /// <summary>G g Gᵀ of one 3×3 filter, in double: rounding here would reach every output.</summary>
    public static void Filter(ReadOnlySpan<float> g, Span<float> u)
    {
        Span<double> half = stackalloc double[Input * 3];
        for (var y = 0; y < Input; y++)
        {
            for (var x = 0; x < 3; x++)
            {
                half[(y * 3) + x] = (G[y, 0] * g[x]) + (G[y, 1] * g[3 + x]) + (G[y, 2] * g[6 + x]);
            }
        }

        for (var y = 0; y < Input; y++)
        {
            for (var x = 0; x < Input; x++)
            {
                u[(y * Input) + x] = (float)((half[y * 3] * G[x, 0]) + (half[(y * 3) + 1] * G[x, 1]) + (half[(y * 3) + 2] * G[x, 2]));
            }
        }
    }

    /// <summary>Bᵀ d B of the tile whose 36 pixels are given; point p of channel c goes to to[p · pointStride + c].</summary>
    public static void TransformInput(float** pixels, int channels, float* to, nint pointStride)
    {
        var wide = Vector512.IsHardwareAccelerated ? channels / Lanes16.Count * Lanes16.Count : 0;
        TransformInput<Vector512<float>, Lanes16>(pixels, 0, wide, to, pointStride);
        TransformInput<Vector256<float>, Lanes8>(pixels, wide, channels, to, pointStride);
    }

    /// <summary>clamp(Aᵀ m A + bias) of one tile; its first <paramref name="height"/> × <paramref name="width"/> outputs are stored.</summary>
    public static void TransformOutput(
        float* m, nint pointStride, int channels, float* bias, float* to, nint pixelStride, nint rowStride, int height, int width, float low, float high)
    {
        var wide = Vector512.IsHardwareAccelerated ? channels / Lanes16.Count * Lanes16.Count : 0;
        TransformOutput<Vector512<float>, Lanes16>(m, pointStride, 0, wide, bias, to, pixelStride, rowStride, height, width, low, high);
        TransformOutput<Vector256<float>, Lanes8>(m, pointStride, wide, channels, bias, to, pixelStride, rowStride, height, width, low, high);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransformInput<T, TLanes>(float** pixels, int first, int end, float* to, nint pointStride)
        where T : unmanaged
        where TLanes : ILanes<T>
    {
        var half = stackalloc T[Points];
        for (var c = first; c < end; c += TLanes.Count)
        {
            for (var x = 0; x < Input; x++)
            {
                Bt<T, TLanes>(TLanes.Load(pixels[x] + c), TLanes.Load(pixels[6 + x] + c), TLanes.Load(pixels[12 + x] + c),
                    TLanes.Load(pixels[18 + x] + c), TLanes.Load(pixels[24 + x] + c), TLanes.Load(pixels[30 + x] + c),
                    out half[x], out half[6 + x], out half[12 + x], out half[18 + x], out half[24 + x], out half[30 + x]);
            }

            var destination = to + c;
            for (var y = 0; y < Input; y++, destination += Input * pointStride)
            {
                var row = half + (y * Input);
                Bt<T, TLanes>(row[0], row[1], row[2], row[3], row[4], row[5], out var r0, out var r1, out var r2, out var r3, out var r4, out var r5);
                TLanes.Store(r0, destination);
                TLanes.Store(r1, destination + pointStride);
                TLanes.Store(r2, destination + (2 * pointStride));
                TLanes.Store(r3, destination + (3 * pointStride));
                TLanes.Store(r4, destination + (4 * pointStride));
                TLanes.Store(r5, destination + (5 * pointStride));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransformOutput<T, TLanes>(
        float* m, nint pointStride, int first, int end, float* bias, float* to, nint pixelStride, nint rowStride, int height, int width, float low, float high)
        where T : unmanaged
        where TLanes : ILanes<T>
    {
        var half = stackalloc T[Output * Input];
        var row = stackalloc T[Output];
        var (min, max) = (TLanes.Broadcast(low), TLanes.Broadcast(high));
        for (var c = first; c < end; c += TLanes.Count)
        {
            for (var x = 0; x < Input; x++)
            {
                var q = m + c + (x * pointStride);
                At<T, TLanes>(TLanes.Load(q), TLanes.Load(q + (6 * pointStride)), TLanes.Load(q + (12 * pointStride)),
                    TLanes.Load(q + (18 * pointStride)), TLanes.Load(q + (24 * pointStride)), TLanes.Load(q + (30 * pointStride)),
                    out half[x], out half[6 + x], out half[12 + x], out half[18 + x]);
            }

            var b = TLanes.Load(bias + c);
            for (var y = 0; y < height; y++)
            {
                var h = half + (y * Input);
                At<T, TLanes>(h[0], h[1], h[2], h[3], h[4], h[5], out row[0], out row[1], out row[2], out row[3]);
                for (var x = 0; x < width; x++)
                {
                    TLanes.Store(TLanes.Min(TLanes.Max(TLanes.Add(row[x], b), min), max), to + (y * rowStride) + (x * pixelStride) + c);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Bt<T, TLanes>(T a, T b, T c, T d, T e, T f, out T r0, out T r1, out T r2, out T r3, out T r4, out T r5)
        where T : unmanaged
        where TLanes : ILanes<T>
    {
        T minusSum = TLanes.Broadcast(-(P2 + Q2)), product = TLanes.Broadcast(P2 * Q2), minusP2 = TLanes.Broadcast(-P2), minusQ2 = TLanes.Broadcast(-Q2);
        r0 = TLanes.Fma(product, a, TLanes.Fma(minusSum, c, e));
        var even = TLanes.Fma(minusQ2, c, e);
        var odd = TLanes.Fma(minusQ2, b, d);
        r1 = TLanes.Fma(TLanes.Broadcast(P), odd, even);
        r2 = TLanes.Fma(TLanes.Broadcast(-P), odd, even);
        even = TLanes.Fma(minusP2, c, e);
        odd = TLanes.Fma(minusP2, b, d);
        r3 = TLanes.Fma(TLanes.Broadcast(Q), odd, even);
        r4 = TLanes.Fma(TLanes.Broadcast(-Q), odd, even);
        r5 = TLanes.Fma(product, b, TLanes.Fma(minusSum, d, f));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void At<T, TLanes>(T a, T b, T c, T d, T e, T f, out T r0, out T r1, out T r2, out T r3)
        where T : unmanaged
        where TLanes : ILanes<T>
    {
        var p = TLanes.Add(b, c);
        var q = TLanes.Subtract(b, c);
        var r = TLanes.Add(d, e);
        var s = TLanes.Subtract(d, e);
        var zero = TLanes.Broadcast(0);
        r0 = TLanes.Add(TLanes.Add(a, p), r);
        r1 = TLanes.Fma(TLanes.Broadcast(Q), s, TLanes.Fma(TLanes.Broadcast(P), q, zero));
        r2 = TLanes.Fma(TLanes.Broadcast(Q2), r, TLanes.Fma(TLanes.Broadcast(P2), p, zero));
        r3 = TLanes.Fma(TLanes.Broadcast(Q2 * Q), s, TLanes.Fma(TLanes.Broadcast(P2 * P), q, f));
    }

    /// <summary>The filter's transform: for each finite point t the row (1, t, t²) / Π (t − other points), for infinity (0, 0, 1).</summary>
    private static double[,] Columns(params ReadOnlySpan<double> points)
    {
        var g = new double[Input, 3];
        for (var i = 0; i < points.Length; i++)
        {
            var scale = 1.0;
            foreach (var other in points)
            {
                scale /= other == points[i] ? 1 : points[i] - other;
            }

            (g[i, 0], g[i, 1], g[i, 2]) = (scale, scale * points[i], scale * points[i] * points[i]);
        }

        g[points.Length, 2] = 1;
        return g;
    }
}
