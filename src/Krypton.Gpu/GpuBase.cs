using ILGPU;
using ILGPU.Runtime;
using Krypton.Execution.Incremental;
using Krypton.Gpu.Kernels;

namespace Krypton.Gpu;

/// <summary>Every layer's activation on the original images, in the device's memory: computed along with the first batch, or alone where they are wanted before.</summary>
internal sealed class GpuBase(GpuNetwork network, IReadOnlyList<float[]> images) : IBaseMaps
{
    private readonly Lock _gate = new();
    private Loan<Float4>? _maps;
    private OverlayPlan? _plan;

    /// <summary>The stream that still computes them; null when they are there.</summary>
    private AcceleratorStream? _pending;

    public long Bytes => _maps?.LengthInBytes ?? network.Network.Nodes.Sum(n => (long)network.MapSize(n.Id)) * images.Count * Interop.SizeOf<Float4>();

    public int Images => images.Count;

    /// <summary>Whether they have been sent to the device.</summary>
    public bool Begun => Volatile.Read(ref _maps) is not null;

    /// <summary>They have been <see cref="Begun"/>.</summary>
    public ArrayView<Float4> Maps => _maps!.View;

    /// <summary>Where a node's map of an image lies; they have been <see cref="Begun"/>.</summary>
    public int Offset(int node, int image) => _plan!.Original(node, image);

    public void Complete(CancellationToken cancellation) => Memory.Guard(() =>
    {
        lock (_gate)
        {
            if (!Begun)
            {
                Lead(OverlayPlan.WithOriginals(network, images.Count, [], batch: 0), 0, slot => slot.Run(slot.Data, slot.OriginalPixels, ticks: null, cancellation))?.Dispose();
            }

            _pending?.Synchronize();
            _pending = null;
            return true;
        }
    });

    /// <summary>Computes the images as the first rows of a batch, which reads their maps as they come; null where they have been begun already.</summary>
    /// <param name="send">Sends the batch.</param>
    public GpuSlot? Lead(OverlayPlan plan, int batch, Action<GpuSlot> send)
    {
        lock (_gate)
        {
            if (Begun)
            {
                return null;
            }

            var slot = new GpuSlot(network, plan, batch);
            try
            {
                slot.SendOriginals(images);
                send(slot);
                (_plan, _pending) = (plan, slot.Stream);
                Volatile.Write(ref _maps, slot.Keep());
                return slot;
            }
            catch
            {
                slot.Dispose();
                throw;
            }
        }
    }

    /// <summary>A node's maps, read back.</summary>
    public Float4[] Read(int node, CancellationToken cancellation)
    {
        Complete(cancellation);
        var values = new Float4[network.MapSize(node) * Images];
        Maps.SubView(Offset(node, 0), values.Length).CopyToCPU(values);
        return values;
    }

    public void Dispose()
    {
        network.Device.Accelerator.Synchronize();
        _maps?.Dispose();
    }
}
