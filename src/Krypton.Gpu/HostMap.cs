using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Runtime;
using Krypton.Gpu.Kernels;
using Krypton.Gpu.Launches;
using Krypton.Kernels;
using Krypton.Models.Network;

namespace Krypton.Gpu;

/// <summary>An output's boxes on the host, over its bases, in the order of channels that the rest of the engine reads.</summary>
internal sealed unsafe class HostMap : IDisposable
{
    private readonly MapShape _shape;
    private readonly PinnedLoan<Float4> _received;
    private readonly int _lead;
    private readonly NativeBuffer _data = new();
    private readonly Overlay _overlay;
    private int _pixels;

    /// <param name="size">Float4 of the boxes at most.</param>
    /// <param name="originals">Whole maps that come down before them.</param>
    public HostMap(GpuNetwork network, int node, int size, int originals)
    {
        _shape = network.Network.Nodes[node].Shape;
        _lead = originals * network.MapSize(node);
        _received = network.Device.Memory.Pin<Float4>(Math.Max(1, _lead + size));
        _overlay = new Overlay(_shape);
    }

    /// <summary>The originals' maps, when they came down.</summary>
    public ReadOnlySpan<Float4> Originals => _received.Array.Span[.._lead];

    /// <param name="first">Where the node's output begins.</param>
    /// <param name="pixels">Pixels of boxes.</param>
    public void Download(AcceleratorStream stream, ArrayView<Float4> overlays, int first, int pixels)
    {
        _pixels = pixels;
        if (pixels > 0 || _lead > 0)
        {
            overlays.SubView(first, _received.Array.Length).CopyToPageLockedAsync(stream, _received.Array);
        }
    }

    /// <summary>The overlay with the boxes that came down last.</summary>
    /// <param name="firstBase">Where the first image's map lies in the bases.</param>
    public Overlay Take(ReadOnlySpan<BoxRecord> records, Overlay bases, int firstBase)
    {
        _overlay.Base = bases.Base;
        _overlay.Begin(records.Length);
        var maps = _shape.Pixels * Launch.Stride(_shape);
        for (var p = 0; p < records.Length; p++)
        {
            var box = records[p];
            _overlay.SetBox(p, new Interval(box.Y, box.Y + box.Height), new Interval(box.X, box.X + box.Width), (box.Base - firstBase) / maps);
        }

        _data.Reserve(Math.Max(1, _overlay.Floats));
        Unpack(_received.Array.Span[_lead..], _shape, _overlay.Stride, _pixels, _data.Pointer);
        _overlay.Data = _data.Pointer;
        return _overlay;
    }

    public void Dispose()
    {
        _received.Dispose();
        _data.Dispose();
        _overlay.Zero.Dispose();
    }

    /// <summary>Pixels as the device keeps them to pixels <paramref name="to"/> so many floats apart, zeros behind the last channel.</summary>
    public static void Unpack(ReadOnlySpan<Float4> from, MapShape shape, int apart, int pixels, float* to)
    {
        var floats = MemoryMarshal.Cast<Float4, float>(from);
        var (stride, channels) = (4 * Launch.Stride(shape), shape.Channels);
        for (var pixel = 0; pixel < pixels; pixel++, to += apart)
        {
            floats.Slice(pixel * stride, channels).CopyTo(new Span<float>(to, channels));
            new Span<float>(to + channels, apart - channels).Clear();
        }
    }
}
