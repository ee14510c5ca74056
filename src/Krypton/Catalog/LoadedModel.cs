using System.Collections.Concurrent;
using Krypton.Devices;
using Krypton.Execution.Incremental;
using Krypton.Execution.Runtime;
using Krypton.Gpu;
using Krypton.Imaging;
using Krypton.Kernels;
using Krypton.Models;
using Krypton.Planning.Logical;

namespace Krypton.Catalog;

/// <summary>A model in memory with what running it needs: packed kernels and ONNX Runtime sessions, made at first use and shared by all queries.</summary>
internal sealed class LoadedModel(Model model, CpuDevice device, Accelerators accelerators) : IDisposable
{
    private readonly Lazy<CompiledNetwork> _network = new(() => new CompiledNetwork(model.Network, device));
    private readonly Lazy<RuntimeSession> _naive = new(() => new RuntimeSession(model.NaiveOnnx, device.Workers.Count));
    private readonly Lazy<RuntimeSession> _suffix = new(() => new RuntimeSession(model.Suffix!.Onnx, device.Workers.Count));

    private readonly Dictionary<int, RuntimeSession> _cuts = [];

    private readonly Dictionary<(string, string), GpuNetwork> _gpu = [];

    private Filled? _solidFill;

    public Model Model { get; } = model;

    /// <summary>What a full inference took, by what ran: timing it again would cost a small network more than its answer.</summary>
    public ConcurrentDictionary<string, TimeSpan> FullInferences { get; } = [];

    /// <summary>Whether weights have been packed, so that the next query does not pay for it.</summary>
    public bool IsPrepared => _network.IsValueCreated;

    public CompiledNetwork Network => _network.Value;

    /// <summary>The whole model up to its logits.</summary>
    public RuntimeSession Naive => _naive.Value;

    /// <summary>The part behind the network, for models that have one.</summary>
    public RuntimeSession Suffix => _suffix.Value;

    /// <summary>The part behind a node, where a plan cuts the network by choice.</summary>
    public RuntimeSession SuffixAt(int node)
    {
        if (!_cuts.TryGetValue(node, out var session))
        {
            session = _cuts[node] = new RuntimeSession(Model.SuffixAt(node)!.Onnx, device.Workers.Count);
        }

        return session;
    }

    /// <summary>A patch of one colour as a tensor of the model's size; the last one is kept, for it is the same over every image. Read only.</summary>
    public float[] SolidFill(SolidFill color, Preprocessing preprocessing, Func<float[]> make)
    {
        if (_solidFill is { } kept && kept.Color == color && kept.Preprocessing == preprocessing)
        {
            return kept.Tensor;
        }

        var made = new Filled(color, preprocessing, make());
        _solidFill = made;
        return made.Tensor;
    }

    /// <summary>The network on a device beside the CPU, which must be open; its weights stay there as long as the model is in memory.</summary>
    /// <exception cref="GpuException">The device's memory is full.</exception>
    public GpuNetwork Gpu(string on, string precision)
    {
        if (!_gpu.TryGetValue((on, precision), out var network))
        {
            network = _gpu[(on, precision)] = new GpuNetwork(Model.Network, accelerators.Open(on), Precisions.Parse(precision)!.Value);
        }

        return network;
    }

    public void Dispose()
    {
        foreach (var network in _gpu.Values)
        {
            network.Dispose();
        }

        if (_network.IsValueCreated)
        {
            _network.Value.Dispose();
        }

        foreach (var session in _cuts.Values)
        {
            session.Dispose();
        }

        foreach (var session in new[] { _naive, _suffix }.Where(s => s.IsValueCreated))
        {
            session.Value.Dispose();
        }
    }

    private sealed record Filled(SolidFill Color, Preprocessing Preprocessing, float[] Tensor);
}
