using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Krypton.Kernels.Cpu;

/// <summary>The innermost product: six pixels by sixteen output channels, the twelve accumulators in registers.</summary>
/// <remarks>
/// Six by sixteen fills the sixteen 256-bit registers of AVX2: twelve accumulators, two weight vectors, one broadcast.
/// Pixels are read through pointers, so nothing is gathered that lies somewhere already (indirect convolution: Dukhan 2019).
/// </remarks>
internal static unsafe class Microkernel
{
    public const int Rows = 6;

    public const int Columns = 16;

    /// <summary>c[r][j] = clamp(initial[r][j] + Σ over taps and depth of rows[tap][r][k] · weights[tap][k][j]).</summary>
    /// <param name="rows">Six pointers a tap.</param>
    /// <param name="taps">At least 1.</param>
    /// <param name="offset">Floats to skip at every pointer.</param>
    /// <param name="depth">Products a tap, at least 1.</param>
    /// <param name="weights">Sixteen a product.</param>
    /// <param name="tapStride">Floats from one tap's weights to the next's.</param>
    /// <param name="initial">What the sums begin with, sixteen floats a row.</param>
    /// <param name="initialStride">Floats from row to row of <paramref name="initial"/>; 0 for a bias.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(
        float** rows, int taps, nint offset, nint depth, float* weights, nint tapStride,
        float* initial, nint initialStride, float* c, nint stride, float low, float high)
    {
        var s = initialStride;
        Vector256<float> c00 = Vector256.Load(initial), c01 = Vector256.Load(initial + 8);
        Vector256<float> c10 = Vector256.Load(initial + s), c11 = Vector256.Load(initial + s + 8);
        Vector256<float> c20 = Vector256.Load(initial + (2 * s)), c21 = Vector256.Load(initial + (2 * s) + 8);
        Vector256<float> c30 = Vector256.Load(initial + (3 * s)), c31 = Vector256.Load(initial + (3 * s) + 8);
        Vector256<float> c40 = Vector256.Load(initial + (4 * s)), c41 = Vector256.Load(initial + (4 * s) + 8);
        Vector256<float> c50 = Vector256.Load(initial + (5 * s)), c51 = Vector256.Load(initial + (5 * s) + 8);
        do
        {
            float* p0 = rows[0] + offset, p1 = rows[1] + offset, p2 = rows[2] + offset;
            float* p3 = rows[3] + offset, p4 = rows[4] + offset, p5 = rows[5] + offset;
            var b = weights;
            nint k = 0;

            // Two products a turn: the loop's own instructions would otherwise cost a tenth of the peak.
            for (; k + 1 < depth; k += 2)
            {
                Vector256<float> b0 = Vector256.Load(b), b1 = Vector256.Load(b + 8);
                var a = Vector256.Create(p0[k]);
                c00 = Vector256.MultiplyAddEstimate(a, b0, c00);
                c01 = Vector256.MultiplyAddEstimate(a, b1, c01);
                a = Vector256.Create(p1[k]);
                c10 = Vector256.MultiplyAddEstimate(a, b0, c10);
                c11 = Vector256.MultiplyAddEstimate(a, b1, c11);
                a = Vector256.Create(p2[k]);
                c20 = Vector256.MultiplyAddEstimate(a, b0, c20);
                c21 = Vector256.MultiplyAddEstimate(a, b1, c21);
                a = Vector256.Create(p3[k]);
                c30 = Vector256.MultiplyAddEstimate(a, b0, c30);
                c31 = Vector256.MultiplyAddEstimate(a, b1, c31);
                a = Vector256.Create(p4[k]);
                c40 = Vector256.MultiplyAddEstimate(a, b0, c40);
                c41 = Vector256.MultiplyAddEstimate(a, b1, c41);
                a = Vector256.Create(p5[k]);
                c50 = Vector256.MultiplyAddEstimate(a, b0, c50);
                c51 = Vector256.MultiplyAddEstimate(a, b1, c51);
                b0 = Vector256.Load(b + 16);
                b1 = Vector256.Load(b + 24);
                a = Vector256.Create(p0[k + 1]);
                c00 = Vector256.MultiplyAddEstimate(a, b0, c00);
                c01 = Vector256.MultiplyAddEstimate(a, b1, c01);
                a = Vector256.Create(p1[k + 1]);
                c10 = Vector256.MultiplyAddEstimate(a, b0, c10);
                c11 = Vector256.MultiplyAddEstimate(a, b1, c11);
                a = Vector256.Create(p2[k + 1]);
                c20 = Vector256.MultiplyAddEstimate(a, b0, c20);
                c21 = Vector256.MultiplyAddEstimate(a, b1, c21);
                a = Vector256.Create(p3[k + 1]);
                c30 = Vector256.MultiplyAddEstimate(a, b0, c30);
                c31 = Vector256.MultiplyAddEstimate(a, b1, c31);
                a = Vector256.Create(p4[k + 1]);
                c40 = Vector256.MultiplyAddEstimate(a, b0, c40);
                c41 = Vector256.MultiplyAddEstimate(a, b1, c41);
                a = Vector256.Create(p5[k + 1]);
                c50 = Vector256.MultiplyAddEstimate(a, b0, c50);
                c51 = Vector256.MultiplyAddEstimate(a, b1, c51);
                b += 32;
            }

            if (k < depth)
            {
                Vector256<float> b0 = Vector256.Load(b), b1 = Vector256.Load(b + 8);
                var a = Vector256.Create(p0[k]);
                c00 = Vector256.MultiplyAddEstimate(a, b0, c00);
                c01 = Vector256.MultiplyAddEstimate(a, b1, c01);
                a = Vector256.Create(p1[k]);
                c10 = Vector256.MultiplyAddEstimate(a, b0, c10);
                c11 = Vector256.MultiplyAddEstimate(a, b1, c11);
                a = Vector256.Create(p2[k]);
                c20 = Vector256.MultiplyAddEstimate(a, b0, c20);
                c21 = Vector256.MultiplyAddEstimate(a, b1, c21);
                a = Vector256.Create(p3[k]);
                c30 = Vector256.MultiplyAddEstimate(a, b0, c30);
                c31 = Vector256.MultiplyAddEstimate(a, b1, c31);
                a = Vector256.Create(p4[k]);
                c40 = Vector256.MultiplyAddEstimate(a, b0, c40);
                c41 = Vector256.MultiplyAddEstimate(a, b1, c41);
                a = Vector256.Create(p5[k]);
                c50 = Vector256.MultiplyAddEstimate(a, b0, c50);
                c51 = Vector256.MultiplyAddEstimate(a, b1, c51);
            }

            weights += tapStride;
            rows += Rows;
        }
        while (--taps > 0);

        Vector256<float> min = Vector256.Create(low), max = Vector256.Create(high);
        Store(c, c00, c01, min, max);
        Store(c + stride, c10, c11, min, max);
        Store(c + (2 * stride), c20, c21, min, max);
        Store(c + (3 * stride), c30, c31, min, max);
        Store(c + (4 * stride), c40, c41, min, max);
        Store(c + (5 * stride), c50, c51, min, max);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* to, Vector256<float> left, Vector256<float> right, Vector256<float> low, Vector256<float> high)
    {
        // MinNative and MaxNative are one instruction each; the NaN rules of Min and Max would cost several.
        Vector256.MinNative(Vector256.MaxNative(left, low), high).Store(to);
        Vector256.MinNative(Vector256.MaxNative(right, low), high).Store(to + 8);
    }
}
