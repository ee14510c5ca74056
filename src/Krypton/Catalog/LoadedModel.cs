using Krypton.Execution.Incremental;
using Krypton.Execution.Runtime;
using Krypton.Kernels;
using Krypton.Models;

namespace Krypton.Catalog;

/// <summary>A model in memory with what running it needs: packed kernels and ONNX Runtime sessions, made at first use and shared by all queries.</summary>
internal sealed class LoadedModel(Model model, CpuDevice device) : IDisposable
{
    private readonly Lazy<CompiledNetwork> _network = new(() => new CompiledNetwork(model.Network, device));
    private readonly Lazy<RuntimeSession> _naive = new(() => new RuntimeSession(model.NaiveOnnx, device.Workers.Count));
    private readonly Lazy<RuntimeSession> _suffix = new(() => new RuntimeSession(model.Suffix!.Onnx, device.Workers.Count));

    public Model Model { get; } = model;

    public CompiledNetwork Network => _network.Value;

    /// <summary>The whole model up to its logits.</summary>
    public RuntimeSession Naive => _naive.Value;

    /// <summary>The part behind the network, for models that have one.</summary>
    public RuntimeSession Suffix => _suffix.Value;

    public void Dispose()
    {
        if (_network.IsValueCreated)
        {
            _network.Value.Dispose();
        }

        foreach (var session in new[] { _naive, _suffix }.Where(s => s.IsValueCreated))
        {
            session.Value.Dispose();
        }
    }
}
