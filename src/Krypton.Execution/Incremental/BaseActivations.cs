using Krypton.Kernels;
using Krypton.Models.Network;

namespace Krypton.Execution.Incremental;

/// <summary>Every layer's activation on the original images: the materialized view that overlays are read against.</summary>
public sealed unsafe class BaseActivations : IBaseMaps
{
    private readonly NativeBuffer[] _maps;

    /// <summary>Runs the whole network on all images at once.</summary>
    /// <param name="network">The compiled network.</param>
    /// <param name="images">The preprocessed images in height-width-channel order.</param>
    public BaseActivations(CompiledNetwork network, IReadOnlyList<float[]> images, CancellationToken cancellation)
    {
        Images = images.Count;
        var nodes = network.Network.Nodes;
        _maps = new NativeBuffer[nodes.Count];
        var overlays = new Overlay[nodes.Count];
        try
        {
            foreach (var node in nodes)
            {
                cancellation.ThrowIfCancellationRequested();
                var overlay = overlays[node.Id] = new Overlay(node.Shape);
                overlay.BeginWhole(Images);

                // Kernels write every lane, padding included; what is copied leaves it out.
                _maps[node.Id] = node.Layer is InputLayer or ConstantLayer ? NativeBuffer.Of(overlay.Floats) : new NativeBuffer();
                _maps[node.Id].Reserve(overlay.Floats);
                overlay.Data = _maps[node.Id].Pointer;
                switch (node.Layer)
                {
                    case InputLayer:
                        for (var i = 0; i < Images; i++)
                        {
                            CopyMap(images[i], overlay, i);
                        }

                        break;
                    case ConstantLayer constant:
                        for (var i = 0; i < Images; i++)
                        {
                            CopyMap(constant.Values, overlay, i);
                        }

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

    public int Images { get; }

    /// <summary>The node's maps, one image after the other.</summary>
    public float* Map(int node) => _maps[node].Pointer;

    /// <summary>They are there as soon as this is.</summary>
    public void Complete(CancellationToken cancellation)
    {
    }

    public void Dispose()
    {
        foreach (var map in _maps)
        {
            map?.Dispose();
        }
    }

    private static void CopyMap(ReadOnlySpan<float> values, Overlay overlay, int image)
    {
        var shape = overlay.Shape;
        var to = overlay.Data + ((nint)image * shape.Pixels * overlay.Stride);
        for (var pixel = 0; pixel < shape.Pixels; pixel++)
        {
            values.Slice(pixel * shape.Channels, shape.Channels).CopyTo(new Span<float>(to + ((nint)pixel * overlay.Stride), shape.Channels));
        }
    }
}
