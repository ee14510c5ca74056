using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Krypton.Kernels.Cpu;

/// <summary>The transforms of Winograd's F(m×n, 3×3) for m and n from 1 to 4, a vector of channels at a time.</summary>
internal static unsafe class WinogradTiles
{
    /// <summary>Products of a full tile and channel pair, where the direct sum needs 144.</summary>
    public const int Points = Input * Input;

    private const int Input = WinogradAxis.Input;

    /// <summary>Floats between a prefetch and its use: sums and tiles come from beyond the second-level cache, in more streams than hardware follows.</summary>
    private const int Ahead = 64;

    /// <summary>Bᵀ d B of a tile of height × width outputs, whose (height + 2) × (width + 2) pixels are given row by row, six places a row.</summary>
    /// <param name="to">Where each of the 36 points' channels go; only those that take part are written.</param>
    public static void TransformInput(float** pixels, int channels, int height, int width, float** to)
    {
        var wide = Vector512.IsHardwareAccelerated ? channels / Lanes16.Count * Lanes16.Count : 0;
        TransformInput<Vector512<float>, Lanes16>(pixels, 0, wide, height, width, to);
        TransformInput<Vector256<float>, Lanes8>(pixels, wide, channels, height, width, to);
    }

    /// <summary>clamp(Aᵀ m A + bias + residual) of a tile of height × width outputs.</summary>
    /// <param name="m">Where each point's sums are.</param>
    public static void TransformOutput(float** m, int channels, float* bias, in WinogradTarget target, int height, int width)
    {
        var wide = Vector512.IsHardwareAccelerated ? channels / Lanes16.Count * Lanes16.Count : 0;
        TransformOutput<Vector512<float>, Lanes16>(m, 0, wide, bias, target, height, width);
        TransformOutput<Vector256<float>, Lanes8>(m, wide, channels, bias, target, height, width);
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

    private static void TransformOutput<T, TLanes>(float** m, int first, int end, float* bias, in WinogradTarget target, int height, int width)
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

    private static void TransformOutput<T, TLanes, THeight>(float** m, int first, int end, float* bias, in WinogradTarget target, int width)
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
                WinogradAxis.Forward<T, TLanes, THeight>(d0, d1, d2, d3, d4, d5, out half[x], out half[6 + x], out half[12 + x], out half[18 + x], out half[24 + x], out half[30 + x]);
            }

            for (var y = 0; y < Input; y++)
            {
                if (WinogradAxis.Needs[y] > THeight.Outputs)
                {
                    continue;
                }

                var h = half + (y * Input);
                var place = to + (y * Input);
                WinogradAxis.Forward<T, TLanes, TWidth>(h[0], h[1], h[2], h[3], h[4], h[5], out var r0, out var r1, out var r2, out var r3, out var r4, out var r5);
                Write<T, TLanes>(r0, place[0] + c);
                Write<T, TLanes>(r1, place[1] + c);
                Write<T, TLanes>(r5, place[5] + c);
                if (TWidth.Outputs > 1)
                {
                    Write<T, TLanes>(r2, place[2] + c);
                }

                if (TWidth.Outputs > 2)
                {
                    Write<T, TLanes>(r3, place[3] + c);
                }

                if (TWidth.Outputs > 3)
                {
                    Write<T, TLanes>(r4, place[4] + c);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransformOutput<T, TLanes, THeight, TWidth>(float** m, int first, int end, float* bias, in WinogradTarget target)
        where T : unmanaged
        where TLanes : ILanes<T>
        where THeight : ITileSide
        where TWidth : ITileSide
    {
        var half = stackalloc T[WinogradAxis.Output * Input];
        var (min, max) = (TLanes.Broadcast(target.Low), TLanes.Broadcast(target.High));
        for (var c = first; c < end; c += TLanes.Count)
        {
            for (var x = 0; x < Input; x++)
            {
                if (WinogradAxis.Needs[x] > TWidth.Outputs)
                {
                    continue;
                }

                var q = m + x;
                var m0 = Read<T, TLanes>(q[0] + c);
                var m1 = Read<T, TLanes>(q[6] + c);
                var m2 = THeight.Outputs > 1 ? Read<T, TLanes>(q[12] + c) : m0;
                var m3 = THeight.Outputs > 2 ? Read<T, TLanes>(q[18] + c) : m0;
                var m4 = THeight.Outputs > 3 ? Read<T, TLanes>(q[24] + c) : m0;
                WinogradAxis.Backward<T, TLanes, THeight>(m0, m1, m2, m3, m4, Read<T, TLanes>(q[30] + c), out half[x], out half[6 + x], out half[12 + x], out half[18 + x]);
            }

            var b = TLanes.Load(bias + c);
            for (var y = 0; y < THeight.Outputs; y++)
            {
                var h = half + (y * Input);
                WinogradAxis.Backward<T, TLanes, TWidth>(h[0], h[1], h[2], h[3], h[4], h[5], out var r0, out var r1, out var r2, out var r3);
                var to = target.To + (y * target.RowStride) + c;
                var residual = target.Residual + (y * WinogradAxis.Output);
                Finish<T, TLanes>(r0, b, target.Residual is null ? null : residual[0] + c, min, max, to);
                if (TWidth.Outputs > 1)
                {
                    Finish<T, TLanes>(r1, b, target.Residual is null ? null : residual[1] + c, min, max, to + target.PixelStride);
                }

                if (TWidth.Outputs > 2)
                {
                    Finish<T, TLanes>(r2, b, target.Residual is null ? null : residual[2] + c, min, max, to + (2 * target.PixelStride));
                }

                if (TWidth.Outputs > 3)
                {
                    Finish<T, TLanes>(r3, b, target.Residual is null ? null : residual[3] + c, min, max, to + (3 * target.PixelStride));
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish<T, TLanes>(T sum, T bias, float* residual, T low, T high, float* to)
        where T : unmanaged
        where TLanes : ILanes<T>
    {
        sum = TLanes.Add(sum, bias);
        sum = residual is null ? sum : TLanes.Add(sum, Read<T, TLanes>(residual));
        Write<T, TLanes>(TLanes.Min(TLanes.Max(sum, low), high), to);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Read<T, TLanes>(float* from)
        where T : unmanaged
        where TLanes : ILanes<T>
    {
        Prefetch.Line(from + Ahead);
        return TLanes.Load(from);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write<T, TLanes>(T value, float* to)
        where T : unmanaged
        where TLanes : ILanes<T>
    {
        TLanes.Store(value, to);
        Prefetch.Line(to + Ahead);
    }
}
