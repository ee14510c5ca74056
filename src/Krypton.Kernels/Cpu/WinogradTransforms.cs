using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Krypton.Kernels.Cpu;

/// <summary>The transforms of Winograd's F(m×n, 3×3) for m and n from 1 to 4 (Lavin and Gray, CVPR 2016), a vector of channels at a time.</summary>
/// <remarks>
/// F(m, 3) interpolates at m + 2 points. The points of a smaller m are taken from among those of a larger one, so one set of
/// transformed filters serves all tile sizes: they differ by a factor a point, which goes into the input's transform.
/// </remarks>
internal static unsafe class WinogradTransforms
{
    /// <summary>The most outputs a tile side has.</summary>
    public const int Output = 4;

    /// <summary>Inputs a tile side of four outputs reads, and points it is interpolated at.</summary>
    public const int Input = 6;

    /// <summary>Products of a full tile and channel pair, where the direct sum needs 144.</summary>
    public const int Points = Input * Input;

    // The points are 0, P, −P, Q, −Q and infinity. With the usual 1 and 2 for P and Q the rounding error is more than twice as
    // large (2.7e-6 against 1.2e-6 of the output's root mean square at 256 channels; the direct sum has 6e-7). Both are exact in binary.
    private const float P = 0.625f;
    private const float Q = 1.5f;
    private const float P2 = P * P;
    private const float Q2 = Q * Q;

    /// <summary>The fewest outputs a tile side must have for the point to take part, in the order of the points.</summary>
    public static ReadOnlySpan<byte> Needs => [1, 1, 2, 3, 4, 1];

    /// <summary>Bᵀ d B of a tile of height × width outputs, whose (height + 2) × (width + 2) pixels are given row by row, six places a row.</summary>
    /// <param name="to">Where each of the 36 points' channels go; only those that take part are written.</param>
    public static void TransformInput(float** pixels, int channels, int height, int width, float** to)
    {
        var wide = Vector512.IsHardwareAccelerated ? channels / Lanes16.Count * Lanes16.Count : 0;
        TransformInput<Vector512<float>, Lanes16>(pixels, 0, wide, height, width, to);
        TransformInput<Vector256<float>, Lanes8>(pixels, wide, channels, height, width, to);
    }

    /// <summary>clamp(Aᵀ m A + bias) of a tile of height × width outputs.</summary>
    /// <param name="m">Where each point's sums are.</param>
    public static void TransformOutput(
        float** m, int channels, float* bias, float* to, nint pixelStride, nint rowStride, int height, int width, float low, float high)
    {
        var target = new Target(to, pixelStride, rowStride, low, high);
        var wide = Vector512.IsHardwareAccelerated ? channels / Lanes16.Count * Lanes16.Count : 0;
        TransformOutput<Vector512<float>, Lanes16>(m, 0, wide, bias, target, height, width);
        TransformOutput<Vector256<float>, Lanes8>(m, wide, channels, bias, target, height, width);
    }

    /// <summary>The six values G g of a row of three filter weights, eight filters at once, in double: rounding here would reach every output.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Filter(Vector512<double> a, Vector512<double> b, Vector512<double> c, Span<Vector512<double>> to)
    {
        const double P1 = P, Q1 = Q;
        var even = a + (c * (P1 * P1));
        var scaled = 1 / (2 * P1 * P1 * ((P1 * P1) - (Q1 * Q1)));
        to[0] = a * (1 / (P1 * P1 * Q1 * Q1));
        to[1] = (even + (b * P1)) * scaled;
        to[2] = (even - (b * P1)) * scaled;
        even = a + (c * (Q1 * Q1));
        scaled = 1 / (2 * Q1 * Q1 * ((Q1 * Q1) - (P1 * P1)));
        to[3] = (even + (b * Q1)) * scaled;
        to[4] = (even - (b * Q1)) * scaled;
        to[5] = c;
    }

    /// <summary>The factors of a point in the transform of a filter of some taps: (1, t, t², …) / Π (t − other points); at infinity the last tap alone.</summary>
    public static double[] FilterRow(int point, int taps)
    {
        ReadOnlySpan<double> points = [0, P, -P, Q, -Q];
        var row = new double[taps];
        if (point == points.Length)
        {
            row[^1] = 1;
            return row;
        }

        row[0] = 1;
        foreach (var other in points)
        {
            row[0] /= other == points[point] ? 1 : points[point] - other;
        }

        for (var i = 1; i < taps; i++)
        {
            row[i] = row[i - 1] * points[point];
        }

        return row;
    }

    /// <summary>Bᵀ d of six pixels in a line; point p of channel c goes to to[p · pointStride + c].</summary>
    public static void TransformLine(float** pixels, int channels, float* to, nint pointStride)
    {
        var wide = Vector512.IsHardwareAccelerated ? channels / Lanes16.Count * Lanes16.Count : 0;
        TransformLine<Vector512<float>, Lanes16>(pixels, 0, wide, to, pointStride);
        TransformLine<Vector256<float>, Lanes8>(pixels, wide, channels, to, pointStride);
    }

    /// <summary>clamp(Aᵀ m + bias) of a tile of three or four outputs in a line, of which the first <paramref name="count"/> are stored.</summary>
    public static void TransformLineBack(
        float* m, nint pointStride, int channels, float* bias, float* to, nint step, int count, int outputs, float low, float high)
    {
        var target = new Target(to, step, outputs, low, high);
        var wide = Vector512.IsHardwareAccelerated ? channels / Lanes16.Count * Lanes16.Count : 0;
        TransformLineBack<Vector512<float>, Lanes16>(m, pointStride, 0, wide, bias, target, count);
        TransformLineBack<Vector256<float>, Lanes8>(m, pointStride, wide, channels, bias, target, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransformLine<T, TLanes>(float** pixels, int first, int end, float* to, nint pointStride)
        where T : unmanaged
        where TLanes : ILanes<T>
    {
        for (var c = first; c < end; c += TLanes.Count)
        {
            Forward<T, TLanes, Side4>(TLanes.Load(pixels[0] + c), TLanes.Load(pixels[1] + c), TLanes.Load(pixels[2] + c),
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
    private static void TransformLineBack<T, TLanes>(float* m, nint pointStride, int first, int end, float* bias, in Target target, int count)
        where T : unmanaged
        where TLanes : ILanes<T>
    {
        var results = stackalloc T[Output];
        var (min, max, zero) = (TLanes.Broadcast(target.Low), TLanes.Broadcast(target.High), TLanes.Broadcast(0));
        for (var c = first; c < end; c += TLanes.Count)
        {
            var q = m + c;
            var infinite = TLanes.Load(q + (5 * pointStride));
            var three = target.RowStride == 3;
            Backward<T, TLanes, Side4>(TLanes.Load(q), TLanes.Load(q + pointStride), TLanes.Load(q + (2 * pointStride)), TLanes.Load(q + (3 * pointStride)),
                TLanes.Load(q + (4 * pointStride)), three ? zero : infinite, out results[0], out results[1], out results[2], out results[3]);
            results[2] = three ? TLanes.Add(results[2], infinite) : results[2];
            var b = TLanes.Load(bias + c);
            for (var i = 0; i < count; i++)
            {
                TLanes.Store(TLanes.Min(TLanes.Max(TLanes.Add(results[i], b), min), max), target.To + (i * target.PixelStride) + c);
            }
        }
    }

    private readonly struct Target(float* to, nint pixelStride, nint rowStride, float low, float high)
    {
        public readonly float* To = to;
        public readonly nint PixelStride = pixelStride;
        public readonly nint RowStride = rowStride;
        public readonly float Low = low;
        public readonly float High = high;
    }

    private static void TransformInput<T, TLanes>(float** pixels, int first, int end, int height, int width, float** to)
        where T : unmanaged
        where TLanes : ILanes<T>
    {
        switch (height)
        {
            case 1:
                TransformInput<T, TLanes, Side1>(pixels, first, end, width, to);
                break;
            case 2:
                TransformInput<T, TLanes, Side2>(pixels, first, end, width, to);
                break;
            case 3:
                TransformInput<T, TLanes, Side3>(pixels, first, end, width, to);
                break;
            default:
                TransformInput<T, TLanes, Side4>(pixels, first, end, width, to);
                break;
        }
    }

    private static void TransformInput<T, TLanes, THeight>(float** pixels, int first, int end, int width, float** to)
        where T : unmanaged
        where TLanes : ILanes<T>
        where THeight : ITileSide
    {
        switch (width)
        {
            case 1:
                TransformInput<T, TLanes, THeight, Side1>(pixels, first, end, to);
                break;
            case 2:
                TransformInput<T, TLanes, THeight, Side2>(pixels, first, end, to);
                break;
            case 3:
                TransformInput<T, TLanes, THeight, Side3>(pixels, first, end, to);
                break;
            default:
                TransformInput<T, TLanes, THeight, Side4>(pixels, first, end, to);
                break;
        }
    }

    private static void TransformOutput<T, TLanes>(float** m, int first, int end, float* bias, in Target target, int height, int width)
        where T : unmanaged
        where TLanes : ILanes<T>
    {
        switch (height)
        {
            case 1:
                TransformOutput<T, TLanes, Side1>(m, first, end, bias, target, width);
                break;
            case 2:
                TransformOutput<T, TLanes, Side2>(m, first, end, bias, target, width);
                break;
            case 3:
                TransformOutput<T, TLanes, Side3>(m, first, end, bias, target, width);
                break;
            default:
                TransformOutput<T, TLanes, Side4>(m, first, end, bias, target, width);
                break;
        }
    }

    private static void TransformOutput<T, TLanes, THeight>(float** m, int first, int end, float* bias, in Target target, int width)
        where T : unmanaged
        where TLanes : ILanes<T>
        where THeight : ITileSide
    {
        switch (width)
        {
            case 1:
                TransformOutput<T, TLanes, THeight, Side1>(m, first, end, bias, target);
                break;
            case 2:
                TransformOutput<T, TLanes, THeight, Side2>(m, first, end, bias, target);
                break;
            case 3:
                TransformOutput<T, TLanes, THeight, Side3>(m, first, end, bias, target);
                break;
            default:
                TransformOutput<T, TLanes, THeight, Side4>(m, first, end, bias, target);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransformInput<T, TLanes, THeight, TWidth>(float** pixels, int first, int end, float** to)
        where T : unmanaged
        where TLanes : ILanes<T>
        where THeight : ITileSide
        where TWidth : ITileSide
    {
        var half = stackalloc T[Points];
        for (var c = first; c < end; c += TLanes.Count)
        {
            for (var x = 0; x < TWidth.Outputs + 2; x++)
            {
                var d = pixels + x;
                var d0 = TLanes.Load(d[0] + c);
                var d1 = TLanes.Load(d[6] + c);
                var d2 = TLanes.Load(d[12] + c);
                var d3 = THeight.Outputs > 1 ? TLanes.Load(d[18] + c) : d0;
                var d4 = THeight.Outputs > 2 ? TLanes.Load(d[24] + c) : d0;
                var d5 = THeight.Outputs > 3 ? TLanes.Load(d[30] + c) : d0;
                Forward<T, TLanes, THeight>(d0, d1, d2, d3, d4, d5, out half[x], out half[6 + x], out half[12 + x], out half[18 + x], out half[24 + x], out half[30 + x]);
            }

            for (var y = 0; y < Input; y++)
            {
                if (Needs[y] > THeight.Outputs)
                {
                    continue;
                }

                var h = half + (y * Input);
                var place = to + (y * Input);
                Forward<T, TLanes, TWidth>(h[0], h[1], h[2], h[3], h[4], h[5], out var r0, out var r1, out var r2, out var r3, out var r4, out var r5);
                TLanes.Store(r0, place[0] + c);
                TLanes.Store(r1, place[1] + c);
                TLanes.Store(r5, place[5] + c);
                if (TWidth.Outputs > 1)
                {
                    TLanes.Store(r2, place[2] + c);
                }

                if (TWidth.Outputs > 2)
                {
                    TLanes.Store(r3, place[3] + c);
                }

                if (TWidth.Outputs > 3)
                {
                    TLanes.Store(r4, place[4] + c);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransformOutput<T, TLanes, THeight, TWidth>(float** m, int first, int end, float* bias, in Target target)
        where T : unmanaged
        where TLanes : ILanes<T>
        where THeight : ITileSide
        where TWidth : ITileSide
    {
        var half = stackalloc T[Output * Input];
        var (min, max) = (TLanes.Broadcast(target.Low), TLanes.Broadcast(target.High));
        for (var c = first; c < end; c += TLanes.Count)
        {
            for (var x = 0; x < Input; x++)
            {
                if (Needs[x] > TWidth.Outputs)
                {
                    continue;
                }

                var q = m + x;
                var m0 = TLanes.Load(q[0] + c);
                var m1 = TLanes.Load(q[6] + c);
                var m2 = THeight.Outputs > 1 ? TLanes.Load(q[12] + c) : m0;
                var m3 = THeight.Outputs > 2 ? TLanes.Load(q[18] + c) : m0;
                var m4 = THeight.Outputs > 3 ? TLanes.Load(q[24] + c) : m0;
                Backward<T, TLanes, THeight>(m0, m1, m2, m3, m4, TLanes.Load(q[30] + c), out half[x], out half[6 + x], out half[12 + x], out half[18 + x]);
            }

            var b = TLanes.Load(bias + c);
            for (var y = 0; y < THeight.Outputs; y++)
            {
                var h = half + (y * Input);
                Backward<T, TLanes, TWidth>(h[0], h[1], h[2], h[3], h[4], h[5], out var r0, out var r1, out var r2, out var r3);
                var to = target.To + (y * target.RowStride) + c;
                TLanes.Store(TLanes.Min(TLanes.Max(TLanes.Add(r0, b), min), max), to);
                if (TWidth.Outputs > 1)
                {
                    TLanes.Store(TLanes.Min(TLanes.Max(TLanes.Add(r1, b), min), max), to + target.PixelStride);
                }

                if (TWidth.Outputs > 2)
                {
                    TLanes.Store(TLanes.Min(TLanes.Max(TLanes.Add(r2, b), min), max), to + (2 * target.PixelStride));
                }

                if (TWidth.Outputs > 3)
                {
                    TLanes.Store(TLanes.Min(TLanes.Max(TLanes.Add(r3, b), min), max), to + (3 * target.PixelStride));
                }
            }
        }
    }

    /// <summary>
    /// Bᵀ d along one axis: row t is the polynomial Π (x − s) over the other points s, with d for the powers of x, times the factor by
    /// which the filter's transform for four outputs falls short of the one for this many.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Forward<T, TLanes, TSide>(T d0, T d1, T d2, T d3, T d4, T d5, out T r0, out T r1, out T r2, out T r3, out T r4, out T r5)
        where T : unmanaged
        where TLanes : ILanes<T>
        where TSide : ITileSide
    {
        var zero = TLanes.Broadcast(0);
        (r2, r3, r4) = (zero, zero, zero);
        if (TSide.Outputs == 4)
        {
            T sum = TLanes.Broadcast(-(P2 + Q2)), product = TLanes.Broadcast(P2 * Q2), minusP2 = TLanes.Broadcast(-P2), minusQ2 = TLanes.Broadcast(-Q2);
            r0 = TLanes.Fma(product, d0, TLanes.Fma(sum, d2, d4));
            var even = TLanes.Fma(minusQ2, d2, d4);
            var odd = TLanes.Fma(minusQ2, d1, d3);
            r1 = TLanes.Fma(TLanes.Broadcast(P), odd, even);
            r2 = TLanes.Fma(TLanes.Broadcast(-P), odd, even);
            even = TLanes.Fma(minusP2, d2, d4);
            odd = TLanes.Fma(minusP2, d1, d3);
            r3 = TLanes.Fma(TLanes.Broadcast(Q), odd, even);
            r4 = TLanes.Fma(TLanes.Broadcast(-Q), odd, even);
            r5 = TLanes.Fma(product, d1, TLanes.Fma(sum, d3, d5));
        }
        else if (TSide.Outputs == 3)
        {
            // Points 0, P, −P, Q and infinity.
            var odd = TLanes.Fma(TLanes.Broadcast(-P2), d1, d3);
            var even = TLanes.Fma(TLanes.Broadcast(-P2), d0, d2);
            r0 = TLanes.Fma(TLanes.Broadcast(Q), odd, Scaled<T, TLanes>(-Q2, even));
            r1 = Scaled<T, TLanes>(P + Q, TLanes.Fma(TLanes.Broadcast(P - Q), d2, TLanes.Fma(TLanes.Broadcast(-P * Q), d1, d3)));
            r2 = Scaled<T, TLanes>(Q - P, TLanes.Fma(TLanes.Broadcast(-P - Q), d2, TLanes.Fma(TLanes.Broadcast(P * Q), d1, d3)));
            r3 = Scaled<T, TLanes>(2 * Q, odd);
            r5 = TLanes.Fma(TLanes.Broadcast(-Q), odd, TLanes.Fma(TLanes.Broadcast(-P2), d2, d4));
        }
        else if (TSide.Outputs == 2)
        {
            // Points 0, P, −P and infinity.
            r0 = Scaled<T, TLanes>(-Q2, TLanes.Fma(TLanes.Broadcast(-P2), d0, d2));
            r1 = Scaled<T, TLanes>(P2 - Q2, TLanes.Fma(TLanes.Broadcast(P), d1, d2));
            r2 = Scaled<T, TLanes>(P2 - Q2, TLanes.Fma(TLanes.Broadcast(-P), d1, d2));
            r5 = TLanes.Fma(TLanes.Broadcast(-P2), d1, d3);
        }
        else
        {
            // Points 0, P and infinity.
            r0 = Scaled<T, TLanes>(-P * Q2, TLanes.Fma(TLanes.Broadcast(-P), d0, d1));
            r1 = Scaled<T, TLanes>(2 * P * (P2 - Q2), d1);
            r5 = TLanes.Fma(TLanes.Broadcast(-P), d1, d2);
        }
    }

    /// <summary>Aᵀ m along one axis: output i is Σ tⁱ m over the points t; the point at infinity counts for the last output only.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Backward<T, TLanes, TSide>(T m0, T m1, T m2, T m3, T m4, T infinite, out T r0, out T r1, out T r2, out T r3)
        where T : unmanaged
        where TLanes : ILanes<T>
        where TSide : ITileSide
    {
        var zero = TLanes.Broadcast(0);
        (r1, r2, r3) = (zero, zero, zero);
        if (TSide.Outputs == 1)
        {
            r0 = TLanes.Add(TLanes.Add(m0, m1), infinite);
            return;
        }

        var even = TLanes.Add(m1, m2);
        var odd = TLanes.Subtract(m1, m2);
        if (TSide.Outputs == 2)
        {
            r0 = TLanes.Add(m0, even);
            r1 = TLanes.Fma(TLanes.Broadcast(P), odd, infinite);
        }
        else if (TSide.Outputs == 3)
        {
            r0 = TLanes.Add(TLanes.Add(m0, even), m3);
            r1 = TLanes.Fma(TLanes.Broadcast(Q), m3, Scaled<T, TLanes>(P, odd));
            r2 = TLanes.Fma(TLanes.Broadcast(Q2), m3, TLanes.Fma(TLanes.Broadcast(P2), even, infinite));
        }
        else
        {
            var even2 = TLanes.Add(m3, m4);
            var odd2 = TLanes.Subtract(m3, m4);
            r0 = TLanes.Add(TLanes.Add(m0, even), even2);
            r1 = TLanes.Fma(TLanes.Broadcast(Q), odd2, Scaled<T, TLanes>(P, odd));
            r2 = TLanes.Fma(TLanes.Broadcast(Q2), even2, Scaled<T, TLanes>(P2, even));
            r3 = TLanes.Fma(TLanes.Broadcast(Q2 * Q), odd2, TLanes.Fma(TLanes.Broadcast(P2 * P), odd, infinite));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Scaled<T, TLanes>(float factor, T value)
        where T : unmanaged
        where TLanes : ILanes<T> => TLanes.Fma(TLanes.Broadcast(factor), value, TLanes.Broadcast(0));
}
