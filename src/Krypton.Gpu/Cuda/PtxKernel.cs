using ILGPU.Runtime;

namespace Krypton.Gpu.Cuda;

/// <summary>A kernel in PTX, loaded where it can run: by the driver, or by tests into an interpreter.</summary>
internal abstract class PtxKernel
{
    /// <summary>Groups that a cluster of it may have; 1 where there are no clusters.</summary>
    public abstract int MostTogether { get; }

    /// <param name="depth">Groups behind one another along z that make a cluster.</param>
    /// <param name="overlaps">Whether it may begin before the launch ahead of it has ended.</param>
    public abstract void Launch(AcceleratorStream stream, (int X, int Y, int Z) grid, int depth, bool overlaps, in ConvolutionArguments arguments);
}

/// <summary>The text of a kernel.</summary>
/// <param name="Threads">Threads of a group.</param>
/// <param name="SharedBytes">Shared memory of a group.</param>
internal sealed record PtxModule(string Text, string Name, int Threads, int SharedBytes);
