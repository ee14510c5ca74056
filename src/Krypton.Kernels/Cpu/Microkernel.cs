using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Krypton.Kernels.Cpu;

/// <summary>The innermost product: six pixels by two vectors of output channels, the twelve sums in registers.</summary>
/// <remarks>
/// Twelve sums, two weight vectors and one broadcast fill the sixteen registers of AVX2; AVX-512 runs the same source on vectors twice as wide.
/// Pixels are read through pointers, so nothing is gathered that lies somewhere already (indirect convolution: Dukhan 2019).
/// </remarks>
internal static unsafe class Microkernel
{
    public const int Rows = 6;

    /// <summary>The columns of the narrower of the two panels.</summary>
    public const int NarrowColumns = 16;

    /// <summary>The most output channels one call computes: 32 with AVX-512, else 16.</summary>
    public static readonly int Columns = Vector512.IsHardwareAccelerated ? 32 : NarrowColumns;

    /// <summary>c[r][j] = clamp(initial[r][j] + Σ over taps and depth of rows[tap][r][k] · weights[tap][k][j] + residual[r][j]).</summary>
    /// <param name="columns">Output channels: <see cref="Columns"/> or <see cref="NarrowColumns"/>.</param>
    /// <param name="rows">Six pointers a tap.</param>
    /// <param name="taps">At least 1.</param>
    /// <param name="offset">Floats to skip at every pointer.</param>
    /// <param name="depth">Products a tap, at least 1.</param>
    /// <param name="weights"><paramref name="columns"/> a product.</param>
    /// <param name="tapStride">Floats from one tap's weights to the next's.</param>
    /// <param name="initial">What the sums begin with, <paramref name="columns"/> floats a row.</param>
    /// <param name="initialStride">Floats from row to row of <paramref name="initial"/>; 0 for a bias.</param>
    /// <param name="residual">Six pointers to what is added at the end; null for nothing.</param>
    /// <param name="residualOffset">Floats to skip at every pointer of <paramref name="residual"/>.</param>
    /// <param name="ahead">What is prefetched meanwhile; nothing by default.</param>
    public static void Run(
        int columns, float** rows, int taps, nint offset, nint depth, float* weights, nint tapStride,
        float* initial, nint initialStride, float* c, nint stride, float low, float high, float** residual = null, nint residualOffset = 0,
        PrefetchShare ahead = default)
    {
        if (columns == NarrowColumns)
        {
            Run<Vector256<float>, Lanes8>(rows, taps, offset, depth, weights, tapStride, initial, initialStride, c, stride, low, high, residual, residualOffset, ahead);
        }
        else
        {
            Run<Vector512<float>, Lanes16>(rows, taps, offset, depth, weights, tapStride, initial, initialStride, c, stride, low, high, residual, residualOffset, ahead);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<T, TLanes>(
        float** rows, int taps, nint offset, nint depth, float* weights, nint tapStride,
        float* initial, nint initialStride, float* c, nint stride, float low, float high, float** residual, nint residualOffset, PrefetchShare ahead)
        where T : struct
        where TLanes : ILanes<T>
    {
        var s = initialStride;
        var w = TLanes.Count;
        T c00 = TLanes.Load(initial), c01 = TLanes.Load(initial + w);
        T c10 = TLanes.Load(initial + s), c11 = TLanes.Load(initial + s + w);
        T c20 = TLanes.Load(initial + (2 * s)), c21 = TLanes.Load(initial + (2 * s) + w);
        T c30 = TLanes.Load(initial + (3 * s)), c31 = TLanes.Load(initial + (3 * s) + w);
        T c40 = TLanes.Load(initial + (4 * s)), c41 = TLanes.Load(initial + (4 * s) + w);
        T c50 = TLanes.Load(initial + (5 * s)), c51 = TLanes.Load(initial + (5 * s) + w);
        var next = ahead.From is null ? weights : ahead.From;
        var step = ahead.Step;
        do
        {
            float* p0 = rows[0] + offset, p1 = rows[1] + offset, p2 = rows[2] + offset;
            float* p3 = rows[3] + offset, p4 = rows[4] + offset, p5 = rows[5] + offset;
            var b = weights;
            nint k = 0;

            // Two products a turn: the loop's own instructions would otherwise cost a tenth of the peak.
            for (; k + 1 < depth; k += 2)
            {
                // One line at a time: in bursts it gained a fraction of this (docs/kernels.md).
                Prefetch.Line(next);
                next += step;
                T b0 = TLanes.Load(b), b1 = TLanes.Load(b + w);
                var a = TLanes.Broadcast(p0[k]);
                c00 = TLanes.Fma(a, b0, c00);
                c01 = TLanes.Fma(a, b1, c01);
                a = TLanes.Broadcast(p1[k]);
                c10 = TLanes.Fma(a, b0, c10);
                c11 = TLanes.Fma(a, b1, c11);
                a = TLanes.Broadcast(p2[k]);
                c20 = TLanes.Fma(a, b0, c20);
                c21 = TLanes.Fma(a, b1, c21);
                a = TLanes.Broadcast(p3[k]);
                c30 = TLanes.Fma(a, b0, c30);
                c31 = TLanes.Fma(a, b1, c31);
                a = TLanes.Broadcast(p4[k]);
                c40 = TLanes.Fma(a, b0, c40);
                c41 = TLanes.Fma(a, b1, c41);
                a = TLanes.Broadcast(p5[k]);
                c50 = TLanes.Fma(a, b0, c50);
                c51 = TLanes.Fma(a, b1, c51);
                b0 = TLanes.Load(b + (2 * w));
                b1 = TLanes.Load(b + (3 * w));
                a = TLanes.Broadcast(p0[k + 1]);
                c00 = TLanes.Fma(a, b0, c00);
                c01 = TLanes.Fma(a, b1, c01);
                a = TLanes.Broadcast(p1[k + 1]);
                c10 = TLanes.Fma(a, b0, c10);
                c11 = TLanes.Fma(a, b1, c11);
                a = TLanes.Broadcast(p2[k + 1]);
                c20 = TLanes.Fma(a, b0, c20);
                c21 = TLanes.Fma(a, b1, c21);
                a = TLanes.Broadcast(p3[k + 1]);
                c30 = TLanes.Fma(a, b0, c30);
                c31 = TLanes.Fma(a, b1, c31);
                a = TLanes.Broadcast(p4[k + 1]);
                c40 = TLanes.Fma(a, b0, c40);
                c41 = TLanes.Fma(a, b1, c41);
                a = TLanes.Broadcast(p5[k + 1]);
                c50 = TLanes.Fma(a, b0, c50);
                c51 = TLanes.Fma(a, b1, c51);
                b += 4 * w;
            }

            if (k < depth)
            {
                T b0 = TLanes.Load(b), b1 = TLanes.Load(b + w);
                var a = TLanes.Broadcast(p0[k]);
                c00 = TLanes.Fma(a, b0, c00);
                c01 = TLanes.Fma(a, b1, c01);
                a = TLanes.Broadcast(p1[k]);
                c10 = TLanes.Fma(a, b0, c10);
                c11 = TLanes.Fma(a, b1, c11);
                a = TLanes.Broadcast(p2[k]);
                c20 = TLanes.Fma(a, b0, c20);
                c21 = TLanes.Fma(a, b1, c21);
                a = TLanes.Broadcast(p3[k]);
                c30 = TLanes.Fma(a, b0, c30);
                c31 = TLanes.Fma(a, b1, c31);
                a = TLanes.Broadcast(p4[k]);
                c40 = TLanes.Fma(a, b0, c40);
                c41 = TLanes.Fma(a, b1, c41);
                a = TLanes.Broadcast(p5[k]);
                c50 = TLanes.Fma(a, b0, c50);
                c51 = TLanes.Fma(a, b1, c51);
            }

            weights += tapStride;
            rows += Rows;
        }
        while (--taps > 0);

        if (residual is not null)
        {
            float* r0 = residual[0] + residualOffset, r1 = residual[1] + residualOffset, r2 = residual[2] + residualOffset;
            float* r3 = residual[3] + residualOffset, r4 = residual[4] + residualOffset, r5 = residual[5] + residualOffset;
            c00 = TLanes.Add(c00, TLanes.Load(r0));
            c01 = TLanes.Add(c01, TLanes.Load(r0 + w));
            c10 = TLanes.Add(c10, TLanes.Load(r1));
            c11 = TLanes.Add(c11, TLanes.Load(r1 + w));
            c20 = TLanes.Add(c20, TLanes.Load(r2));
            c21 = TLanes.Add(c21, TLanes.Load(r2 + w));
            c30 = TLanes.Add(c30, TLanes.Load(r3));
            c31 = TLanes.Add(c31, TLanes.Load(r3 + w));
            c40 = TLanes.Add(c40, TLanes.Load(r4));
            c41 = TLanes.Add(c41, TLanes.Load(r4 + w));
            c50 = TLanes.Add(c50, TLanes.Load(r5));
            c51 = TLanes.Add(c51, TLanes.Load(r5 + w));
        }

        T min = TLanes.Broadcast(low), max = TLanes.Broadcast(high);
        Store<T, TLanes>(c, c00, c01, min, max);
        Store<T, TLanes>(c + stride, c10, c11, min, max);
        Store<T, TLanes>(c + (2 * stride), c20, c21, min, max);
        Store<T, TLanes>(c + (3 * stride), c30, c31, min, max);
        Store<T, TLanes>(c + (4 * stride), c40, c41, min, max);
        Store<T, TLanes>(c + (5 * stride), c50, c51, min, max);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<T, TLanes>(float* to, T left, T right, T low, T high)
        where T : struct
        where TLanes : ILanes<T>
    {
        TLanes.Store(TLanes.Min(TLanes.Max(left, low), high), to);
        TLanes.Store(TLanes.Min(TLanes.Max(right, low), high), to + TLanes.Count);
    }
}
