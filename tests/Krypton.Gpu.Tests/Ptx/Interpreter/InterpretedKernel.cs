using System.Runtime.InteropServices;
using ILGPU.Runtime;
using Krypton.Gpu.Cuda;

namespace Krypton.Gpu.Tests.Ptx.Interpreter;

/// <summary>A kernel of the engine's, interpreted where the driver would run it.</summary>
/// <param name="launches">Where each launch is noted.</param>
internal sealed class InterpretedKernel(PtxModule module, int mostTogether, List<InterpretedLaunch> launches) : PtxKernel
{
    private readonly PtxProgram _program = new(module.Text);

    /// <summary>Where accesses are noted; null, as it is first, for not at all.</summary>
    public Traffic? Traffic { get; set; }

    public PtxProgram Program => _program;

    public override int MostTogether => mostTogether;

    public override void Launch(AcceleratorStream stream, (int X, int Y, int Z) grid, int depth, bool overlaps, in ConvolutionArguments arguments)
    {
        var bytes = MemoryMarshal.AsBytes(new ReadOnlySpan<ConvolutionArguments>(in arguments)).ToArray();
        launches.Add(new InterpretedLaunch(grid.Z, arguments.Ending));
        Machine.Run(_program, grid, depth, module.Threads, module.SharedBytes, bytes, seed: launches.Count, Traffic);
    }
}
