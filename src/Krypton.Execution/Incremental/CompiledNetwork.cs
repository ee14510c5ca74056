using Krypton.Kernels;
using Krypton.Models.Network;

namespace Krypton.Execution.Incremental;

/// <summary>A network with its kernels: weights are packed once and serve every image and query.</summary>
public sealed class CompiledNetwork : IDisposable
{
    private readonly Kernel?[] _kernels;

    public CompiledNetwork(NetworkGraph network, IDevice device)
    {
        Network = network;
        _kernels = [.. network.Nodes.Select(n => n.Layer is InputLayer or ConstantLayer ? null : device.Compile(n, network.InputShapes(n)))];
    }

    public NetworkGraph Network { get; }

    /// <summary>Bytes of packed weights so far; some kernels prepare theirs at first use.</summary>
    public long WeightBytes => _kernels.Sum(k => k?.WeightBytes ?? 0);

    /// <summary>The node's kernel; null for the input and constants.</summary>
    public Kernel? KernelOf(int node) => _kernels[node];

    public void Dispose()
    {
        foreach (var kernel in _kernels)
        {
            kernel?.Dispose();
        }
    }
}
