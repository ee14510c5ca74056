using ILGPU;
using ILGPU.Runtime;
using Krypton.Gpu.Kernels;
using Krypton.Gpu.Launches;
using Krypton.Kernels;
using Krypton.Models.Network;

namespace Krypton.Gpu;

/// <summary>An output's boxes and bases on the host, in the order of channels that the rest of the engine reads.</summary>
internal sealed unsafe class HostMap : IDisposable
{
    private readonly MapShape _shape;
    private readonly int _firstBase;
    private readonly PinnedLoan<Float4> _received;
    private readonly NativeBuffer _base;
    private readonly NativeBuffer _data = new();
    private readonly Overlay _overlay;
    private int _pixels = -1;

    public HostMap(GpuNetwork network, GpuBase maps, int node, int size)
    {
        (_shape, _firstBase) = (network.Network.Nodes[node].Shape, maps.Offset(network, node, 0));
        _received = network.Device.Memory.Pin<Float4>(size);
        _overlay = new Overlay(_shape);
        _base = NativeBuffer.Of((long)maps.Images * _shape.Pixels * _overlay.Stride);
        Unpack(maps.Read(network, node), maps.Images * _shape.Pixels, _base.Pointer);
        _overlay.Base = _base.Pointer;
    }

    /// <param name="from">The node's part of the overlays.</param>
    public void Download(AcceleratorStream stream, ArrayView<Float4> from, int pixels)
    {
        _pixels = pixels;
        if (pixels > 0)
        {
            from.CopyToPageLockedAsync(stream, _received.Array);
        }
    }

    /// <summary>The overlay with the boxes of the batch that came down last; as it was where there is none.</summary>
    public Overlay Take(PageLockedArray1D<BoxRecord> records, int first, int count)
    {
        if (_pixels < 0)
        {
            return _overlay;
        }

        _overlay.Begin(count);
        var maps = _shape.Pixels * Launch.Stride(_shape);
        for (var p = 0; p < count; p++)
        {
            var box = records[first + p];
            _overlay.SetBox(p, new Interval(box.Y, box.Y + box.Height), new Interval(box.X, box.X + box.Width), (int)((box.Base - _firstBase) / maps));
        }

        _data.Reserve(Math.Max(1, _overlay.Floats));
        Unpack(_received.Array.Span, _pixels, _data.Pointer);
        _overlay.Data = _data.Pointer;
        return _overlay;
    }

    public void Dispose()
    {
        _received.Dispose();
        _base.Dispose();
        _data.Dispose();
        _overlay.Zero.Dispose();
    }

    private void Unpack(ReadOnlySpan<Float4> from, int pixels, float* to)
    {
        var floats = System.Runtime.InteropServices.MemoryMarshal.Cast<Float4, float>(from);
        var (stride, channels) = (4 * Launch.Stride(_shape), _shape.Channels);
        for (var pixel = 0; pixel < pixels; pixel++, to += _overlay.Stride)
        {
            floats.Slice(pixel * stride, channels).CopyTo(new Span<float>(to, channels));
            new Span<float>(to + channels, _overlay.Stride - channels).Clear();
        }
    }
}
