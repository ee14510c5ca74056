using Krypton.Models.Network;

namespace Krypton.Kernels;

/// <summary>What runs layers: compiles each to a kernel that works on overlays.</summary>
public interface IDevice : IDisposable
{
    /// <summary>The kernel of a layer that is neither the input nor a constant.</summary>
    Kernel Compile(NetworkNode node, MapShape[] inputs);
}
