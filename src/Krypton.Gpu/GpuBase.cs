using ILGPU;
using ILGPU.Runtime;
using Krypton.Execution.Incremental;
using Krypton.Gpu.Kernels;
using Krypton.Gpu.Launches;
using Krypton.Models.Network;

namespace Krypton.Gpu;

/// <summary>Every layer's activation on the original images, in the device's memory.</summary>
internal sealed class GpuBase : IBaseMaps
{
    private readonly GpuDevice _device;
    private readonly Loan<Float4> _maps;
    private readonly int[] _offsets;

    /// <summary>Runs the whole network on all images at once: overlays whose boxes are the whole maps.</summary>
    public GpuBase(GpuNetwork network, IReadOnlyList<float[]> images, CancellationToken cancellation)
    {
        (_device, Images) = (network.Device, images.Count);
        var nodes = network.Network.Nodes;
        _offsets = new int[nodes.Count];
        var total = 0;
        foreach (var node in nodes)
        {
            _offsets[node.Id] = total;
            total = checked(total + (network.MapSize(node.Id) * Images));
        }

        _maps = _device.Memory.Take<Float4>(total);
        try
        {
            Fill(network, images, cancellation);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public long Bytes => _maps.LengthInBytes;

    public int Images { get; }

    public ArrayView<Float4> Maps => _maps.View;

    /// <summary>Where a node's map of an image lies.</summary>
    public int Offset(GpuNetwork network, int node, int image) => _offsets[node] + (image * network.MapSize(node));

    /// <summary>A node's maps, read back.</summary>
    public Float4[] Read(GpuNetwork network, int node)
    {
        var values = new Float4[network.MapSize(node) * Images];
        _device.Accelerator.Synchronize();
        _maps.View.SubView(_offsets[node], values.Length).CopyToCPU(values);
        return values;
    }

    public void Dispose()
    {
        _device.Accelerator.Synchronize();
        _maps.Dispose();
    }

    private void Fill(GpuNetwork network, IReadOnlyList<float[]> images, CancellationToken cancellation)
    {
        var nodes = network.Network.Nodes;
        var records = new BoxRecord[nodes.Count * Images];
        foreach (var node in nodes)
        {
            for (var i = 0; i < Images; i++)
            {
                var at = Offset(network, node.Id, i);
                records[(node.Id * Images) + i] = new BoxRecord { Height = node.Shape.Height, Width = node.Shape.Width, Data = at, Base = at, FirstPixel = i * node.Shape.Pixels };
            }
        }

        var wiring = new Wiring(network.Network, Images);
        using var boxes = _device.Memory.Take(records);
        using var inputs = _device.Memory.Take(wiring.Maps);
        using var scratch = _device.Memory.Take<Float4>(_device.ScratchSize);
        var stream = _device.Accelerator.DefaultStream;
        using var staging = new Staging(_device);
        try
        {
            foreach (var node in nodes)
            {
                cancellation.ThrowIfCancellationRequested();
                if (node.Layer is InputLayer or ConstantLayer)
                {
                    for (var i = 0; i < Images; i++)
                    {
                        staging.Send(node.Layer is ConstantLayer constant ? constant.Values : images[i], node.Shape, _maps.View.SubView(Offset(network, node.Id, i), network.MapSize(node.Id)));
                    }

                    continue;
                }

                network.Layer(node.Id).Run(new Launch(
                    stream, _maps.View, _maps.View, boxes.View, inputs.View.SubView(wiring.First(node.Id), node.Inputs.Count), wiring.Of(node.Id), _offsets[node.Id], checked(node.Shape.Pixels * Images), Images, scratch.View));
            }
        }
        finally
        {
            // What was borrowed is given back only when nothing works on it any more.
            stream.Synchronize();
        }
    }
}
