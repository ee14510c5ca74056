using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Krypton.Models.Network;

namespace Krypton.Kernels.Cpu;

/// <summary>Scale, shift and activation of pixels, in place or on the way elsewhere; padding lanes become what the activation makes of zero.</summary>
internal sealed unsafe class AffineFunction : IDisposable
{
    private readonly NativeBuffer _scale;
    private readonly NativeBuffer _shift;
    private readonly Clamp _clamp;

    /// <param name="layer">Scale and shift of each channel.</param>
    /// <param name="parts">The maps whose channels lie one behind the other, each padded as in memory.</param>
    public AffineFunction(AffineLayer layer, params ReadOnlySpan<MapShape> parts)
    {
        var (lane, channel) = (0, 0);
        foreach (var part in parts)
        {
            lane += part.Stride;
        }

        (_scale, _shift, lane) = (NativeBuffer.Of(lane), NativeBuffer.Of(lane), 0);
        foreach (var part in parts)
        {
            layer.Scale.AsSpan(channel, part.Channels).CopyTo(_scale.Span[lane..]);
            layer.Shift.AsSpan(channel, part.Channels).CopyTo(_shift.Span[lane..]);
            (lane, channel) = (lane + part.Stride, channel + part.Channels);
        }

        _clamp = Clamp.Of(layer.Activation);
    }

    /// <summary>Applies the function to <paramref name="lanes"/> lanes of some pixels.</summary>
    /// <param name="from">The first pixel's first lane.</param>
    /// <param name="fromStride">Floats from pixel to pixel.</param>
    /// <param name="to">Where its results go.</param>
    /// <param name="toStride">Floats from result to result.</param>
    /// <param name="pixels">How many pixels.</param>
    /// <param name="first">Which of the function's lanes the first one is.</param>
    public void Apply(float* from, nint fromStride, float* to, nint toStride, int pixels, int first, int lanes)
    {
        var wide = Vector512.IsHardwareAccelerated ? lanes / Lanes16.Count * Lanes16.Count : 0;
        var narrow = lanes / Lanes8.Count * Lanes8.Count;
        float* scale = _scale.Pointer + first, shift = _shift.Pointer + first;
        if (wide > 0)
        {
            Apply<Vector512<float>, Lanes16>(from, fromStride, to, toStride, pixels, scale, shift, 0, wide);
        }

        if (narrow > wide)
        {
            Apply<Vector256<float>, Lanes8>(from, fromStride, to, toStride, pixels, scale, shift, wide, narrow);
        }

        for (var i = 0; i < pixels && narrow < lanes; i++)
        {
            for (var c = narrow; c < lanes; c++)
            {
                to[(i * toStride) + c] = Math.Min(Math.Max((from[(i * fromStride) + c] * scale[c]) + shift[c], _clamp.Low), _clamp.High);
            }
        }

        for (var i = 0; i < pixels && _clamp.Rest.Kind != ActivationKind.None; i++)
        {
            ActivationFunctions.Apply(_clamp.Rest, to + (i * toStride), lanes);
        }
    }

    public void Dispose()
    {
        _scale.Dispose();
        _shift.Dispose();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Apply<T, TLanes>(float* from, nint fromStride, float* to, nint toStride, int pixels, float* scale, float* shift, nint first, nint end)
        where T : struct
        where TLanes : ILanes<T>
    {
        var (low, high) = (TLanes.Broadcast(_clamp.Low), TLanes.Broadcast(_clamp.High));
        for (var i = 0; i < pixels; i++, from += fromStride, to += toStride)
        {
            for (var c = first; c < end; c += TLanes.Count)
            {
                var value = TLanes.Fma(TLanes.Load(from + c), TLanes.Load(scale + c), TLanes.Load(shift + c));
                TLanes.Store(TLanes.Min(TLanes.Max(value, low), high), to + c);
            }
        }
    }
}
