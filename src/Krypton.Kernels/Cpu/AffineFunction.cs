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
    private readonly int _stride;

    public AffineFunction(AffineLayer layer)
    {
        _stride = Overlay.ChannelStride(layer.Scale.Length);
        (_scale, _shift) = (NativeBuffer.Of(_stride), NativeBuffer.Of(_stride));
        layer.Scale.CopyTo(_scale.Span);
        layer.Shift.CopyTo(_shift.Span);
        _clamp = Clamp.Of(layer.Activation);
    }

    public void Apply(float* from, float* to, int pixels)
    {
        var wide = Vector512.IsHardwareAccelerated ? _stride / Lanes16.Count * Lanes16.Count : 0;
        var narrow = _stride / Lanes8.Count * Lanes8.Count;
        Apply<Vector512<float>, Lanes16>(from, to, pixels, 0, wide);
        Apply<Vector256<float>, Lanes8>(from, to, pixels, wide, narrow);
        for (var i = 0; i < pixels && narrow < _stride; i++)
        {
            for (var c = narrow; c < _stride; c++)
            {
                var at = ((nint)i * _stride) + c;
                to[at] = Math.Min(Math.Max((from[at] * _scale.Pointer[c]) + _shift.Pointer[c], _clamp.Low), _clamp.High);
            }
        }

        ActivationFunctions.Apply(_clamp.Rest, to, (long)pixels * _stride);
    }

    public void Dispose()
    {
        _scale.Dispose();
        _shift.Dispose();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Apply<T, TLanes>(float* from, float* to, int pixels, nint first, nint end)
        where T : struct
        where TLanes : ILanes<T>
    {
        float* scale = _scale.Pointer, shift = _shift.Pointer;
        nint stride = _stride;
        var (low, high) = (TLanes.Broadcast(_clamp.Low), TLanes.Broadcast(_clamp.High));
        for (var i = 0; i < pixels && first < end; i++, from += stride, to += stride)
        {
            for (var c = first; c < end; c += TLanes.Count)
            {
                var value = TLanes.Fma(TLanes.Load(from + c), TLanes.Load(scale + c), TLanes.Load(shift + c));
                TLanes.Store(TLanes.Min(TLanes.Max(value, low), high), to + c);
            }
        }
    }
}
