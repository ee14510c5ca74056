using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Krypton.Kernels.Cpu;

/// <summary>Winograd's method along one axis: F(m, 3) for m from 1 to 4 at up to six points (Lavin and Gray, CVPR 2016).</summary>
/// <remarks>
/// F(m, 3) interpolates at m + 2 points. The points of a smaller m are taken from among those of a larger one, so one set of
/// transformed filters serves all tile sizes: they differ by a factor a point, which goes into the input's transform.
/// </remarks>
internal static class WinogradAxis
{
    /// <summary>The most outputs a tile side has.</summary>
    public const int Output = 4;

    /// <summary>Inputs a tile side of four outputs reads, and points it is interpolated at.</summary>
    public const int Input = 6;

    // The points are 0, P, −P, Q, −Q and infinity. With the usual 1 and 2 for P and Q the rounding error is more than twice as
    // large (2.7e-6 against 1.2e-6 of the output's root mean square at 256 channels; the direct sum has 6e-7). Both are exact in binary.
    private const float P = 0.625f;
    private const float Q = 1.5f;
    private const float P2 = P * P;
    private const float Q2 = Q * Q;

    /// <summary>The fewest outputs a tile side must have for the point to take part, in the order of the points.</summary>
    public static ReadOnlySpan<byte> Needs => [1, 1, 2, 3, 4, 1];

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

    /// <summary>
    /// Bᵀ d along one axis: row t is the polynomial Π (x − s) over the other points s, with d for the powers of x, times the factor by
    /// which the filter's transform for four outputs falls short of the one for this many.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Forward<T, TLanes, TSide>(T d0, T d1, T d2, T d3, T d4, T d5, out T r0, out T r1, out T r2, out T r3, out T r4, out T r5)
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
    public static void Backward<T, TLanes, TSide>(T m0, T m1, T m2, T m3, T m4, T infinite, out T r0, out T r1, out T r2, out T r3)
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
