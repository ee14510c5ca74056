using Krypton.Kernels;
using Krypton.Models.Network;

namespace Krypton.Execution.Incremental;

/// <summary>Every layer's activation on the original image: the materialized view that overlays are read against.</summary>
public sealed unsafe class BaseActivations : IDisposable
{
    private readonly NativeBuffer[] _maps;

    /// <summary>Runs the whole network on one image.</summary>
    /// <param name="network">The compiled network.</param>
    /// <param name="image">The preprocessed image in height-width-channel order.</param>
    public BaseActivations(CompiledNetwork network, ReadOnlySpan<float> image, CancellationToken cancellation)
    {
        var nodes = network.Network.Nodes;
        _maps = new NativeBuffer[nodes.Count];
        var overlays = new Overlay[nodes.Count];
        try
        {
            foreach (var node in nodes)
            {
                cancellation.ThrowIfCancellationRequested();
                var overlay = overlays[node.Id] = new Overlay(node.Shape);
                overlay.BeginWhole();
                _maps[node.Id] = NativeBuffer.Of(overlay.Floats);
                overlay.Data = _maps[node.Id].Pointer;
                switch (node.Layer)
                {
                    case InputLayer:
                        CopyMap(image, node.Shape, overlay.Data, overlay.Stride);
                        break;
                    case ConstantLayer constant:
                        CopyMap(constant.Values, node.Shape, overlay.Data, overlay.Stride);
                        break;
                    default:
                        network.KernelOf(node.Id)!.Run([.. node.Inputs.Select(i => overlays[i])], overlay);
                        break;
                }
            }
        }
        catch
        {
            Dispose();
            throw;
        }
        finally
        {
            foreach (var overlay in overlays)
            {
                overlay?.Zero.Dispose();
            }
        }
    }

    public long Bytes => _maps.Sum(m => m.Length * sizeof(float));

    public float* Map(int node) => _maps[node].Pointer;

    public void Dispose()
    {
        foreach (var map in _maps)
        {
            map?.Dispose();
        }
    }

    private static void CopyMap(ReadOnlySpan<float> values, MapShape shape, float* to, int stride)
    {
        for (var pixel = 0; pixel < shape.Pixels; pixel++)
        {
            values.Slice(pixel * shape.Channels, shape.Channels).CopyTo(new Span<float>(to + ((nint)pixel * stride), shape.Channels));
        }
    }
}
