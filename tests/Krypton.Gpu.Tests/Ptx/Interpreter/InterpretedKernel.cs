using System.Runtime.InteropServices;
using ILGPU.Runtime;
using Krypton.Gpu.Cuda;

namespace Krypton.Gpu.Tests.Ptx.Interpreter;

/// <summary>A kernel of the engine's, interpreted where the driver would run it.</summary>
internal sealed class InterpretedKernel(PtxModule module) : PtxKernel
{
    private readonly PtxProgram _program = new(module.Text);
    private int _launches;

    public override void Launch(AcceleratorStream stream, (int X, int Y, int Z) grid, int sharedBytes, in ConvolutionArguments arguments)
    {
        var bytes = MemoryMarshal.AsBytes(new ReadOnlySpan<ConvolutionArguments>(in arguments)).ToArray();
        Machine.Run(_program, grid, depth: 1, module.Threads, sharedBytes, bytes, seed: _launches++);
    }
}
