using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Krypton.Kernels.Cpu;

/// <summary>The three transforms of Winograd's F(4×4, 3×3) (Lavin and Gray, CVPR 2016, section 4.3), eight channels at a time.</summary>
internal static unsafe class WinogradTransforms
{
    /// <summary>Outputs a tile side.</summary>
    public const int Output = 4;

    /// <summary>Inputs a tile side.</summary>
    public const int Input = 6;

    /// <summary>Products a tile and channel pair, where the direct sum needs 144.</summary>
    public const int Points = Input * Input;

    private static readonly double[,] G =
    {
        { 1 / 4.0, 0, 0 }, { -1 / 6.0, -1 / 6.0, -1 / 6.0 }, { -1 / 6.0, 1 / 6.0, -1 / 6.0 },
        { 1 / 24.0, 1 / 12.0, 1 / 6.0 }, { 1 / 24.0, -1 / 12.0, 1 / 6.0 }, { 0, 0, 1 },
    };

    /// <summary>G g Gᵀ of one 3×3 filter, in double: rounding here would reach every output.</summary>
    public static void Filter(Func<int, int, float> g, Span<float> u)
    {
        Span<double> half = stackalloc double[Input * 3];
        for (var y = 0; y < Input; y++)
        {
            for (var x = 0; x < 3; x++)
            {
                half[(y * 3) + x] = (G[y, 0] * g(0, x)) + (G[y, 1] * g(1, x)) + (G[y, 2] * g(2, x));
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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void TransformInput(float** pixels, int channels, float* to, nint pointStride)
    {
        var half = stackalloc Vector256<float>[Points];
        for (var c = 0; c < channels; c += 8)
        {
            for (var x = 0; x < Input; x++)
            {
                Bt(Vector256.Load(pixels[x] + c), Vector256.Load(pixels[6 + x] + c), Vector256.Load(pixels[12 + x] + c),
                    Vector256.Load(pixels[18 + x] + c), Vector256.Load(pixels[24 + x] + c), Vector256.Load(pixels[30 + x] + c),
                    out half[x], out half[6 + x], out half[12 + x], out half[18 + x], out half[24 + x], out half[30 + x]);
            }

            var destination = to + c;
            for (var y = 0; y < Input; y++, destination += Input * pointStride)
            {
                var row = half + (y * Input);
                Bt(row[0], row[1], row[2], row[3], row[4], row[5], out var r0, out var r1, out var r2, out var r3, out var r4, out var r5);
                r0.Store(destination);
                r1.Store(destination + pointStride);
                r2.Store(destination + (2 * pointStride));
                r3.Store(destination + (3 * pointStride));
                r4.Store(destination + (4 * pointStride));
                r5.Store(destination + (5 * pointStride));
            }
        }
    }

    /// <summary>clamp(Aᵀ m A + bias) of one tile; its first <paramref name="height"/> × <paramref name="width"/> outputs are stored.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void TransformOutput(
        float* m, nint pointStride, int channels, float* bias, float* to, nint pixelStride, nint rowStride, int height, int width, float low, float high)
    {
        var half = stackalloc Vector256<float>[Output * Input];
        var row = stackalloc Vector256<float>[Output];
        var (min, max) = (Vector256.Create(low), Vector256.Create(high));
        for (var c = 0; c < channels; c += 8)
        {
            for (var x = 0; x < Input; x++)
            {
                var q = m + c + (x * pointStride);
                At(Vector256.Load(q), Vector256.Load(q + (6 * pointStride)), Vector256.Load(q + (12 * pointStride)),
                    Vector256.Load(q + (18 * pointStride)), Vector256.Load(q + (24 * pointStride)), Vector256.Load(q + (30 * pointStride)),
                    out half[x], out half[6 + x], out half[12 + x], out half[18 + x]);
            }

            var b = Vector256.Load(bias + c);
            for (var y = 0; y < height; y++)
            {
                var h = half + (y * Input);
                At(h[0], h[1], h[2], h[3], h[4], h[5], out row[0], out row[1], out row[2], out row[3]);
                for (var x = 0; x < width; x++)
                {
                    Vector256.MinNative(Vector256.MaxNative(row[x] + b, min), max).Store(to + (y * rowStride) + (x * pixelStride) + c);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Bt(
        Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d, Vector256<float> e, Vector256<float> f,
        out Vector256<float> r0, out Vector256<float> r1, out Vector256<float> r2, out Vector256<float> r3, out Vector256<float> r4, out Vector256<float> r5)
    {
        Vector256<float> four = Vector256.Create(4f), minusFour = Vector256.Create(-4f), minusFive = Vector256.Create(-5f);
        r0 = Vector256.MultiplyAddEstimate(four, a, Vector256.MultiplyAddEstimate(minusFive, c, e));
        var p = Vector256.MultiplyAddEstimate(minusFour, c, e);
        var q = Vector256.MultiplyAddEstimate(minusFour, b, d);
        r1 = p + q;
        r2 = p - q;
        var r = e - c;
        var s = d - b;
        s += s;
        r3 = r + s;
        r4 = r - s;
        r5 = Vector256.MultiplyAddEstimate(four, b, Vector256.MultiplyAddEstimate(minusFive, d, f));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void At(
        Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d, Vector256<float> e, Vector256<float> f,
        out Vector256<float> r0, out Vector256<float> r1, out Vector256<float> r2, out Vector256<float> r3)
    {
        var p = b + c;
        var q = b - c;
        var r = d + e;
        var s = d - e;
        r0 = a + p + r;
        r1 = Vector256.MultiplyAddEstimate(Vector256.Create(2f), s, q);
        r2 = Vector256.MultiplyAddEstimate(Vector256.Create(4f), r, p);
        r3 = Vector256.MultiplyAddEstimate(Vector256.Create(8f), s, q) + f;
    }
}
