using Krypton.Models.Network;

namespace Krypton.Kernels.Reference;

/// <summary>Runs every layer by its scalar definition, in double: what the fast kernels are held against.</summary>
public sealed class ReferenceDevice : IDevice
{
    public Kernel Compile(NetworkNode node, MapShape[] inputs) => new ReferenceKernel(node.Layer);

    public void Dispose()
    {
    }
}
