using System.Diagnostics;
using System.Reflection;
using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.PTX;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace Krypton.Gpu.Tests.Ptx;

/// <summary>Kernels compiled for NVIDIA GPUs, which takes no GPU.</summary>
internal static class PtxText
{
    public static string Compile(MethodInfo kernel)
    {
        using var context = Context.Create(b => b.EnableAlgorithms().Optimize(OptimizationLevel.O2).Inlining(InliningMode.Aggressive));
        using var backend = new PTXBackend(context, new CudaCapabilityContext(CudaArchitecture.SM_90), CudaArchitecture.SM_90, CudaInstructionSet.ISA_78, null);
        return ((PTXCompiledKernel)backend.Compile(EntryPointDescription.FromExplicitlyGroupedKernel(kernel), default)).PTXAssembly;
    }

    /// <summary>The assembler's words about a kernel; null where there is no assembler.</summary>
    public static string? Assemble(string ptx)
    {
        var tool = Environment.GetEnvironmentVariable("PTXAS") ?? "ptxas";
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, ptx);
            using var process = Process.Start(new ProcessStartInfo(tool, ["-arch=sm_90", "-v", "-o", "/dev/null", file]) { RedirectStandardError = true });
            var words = process!.StandardError.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, words);
            return words;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
        finally
        {
            File.Delete(file);
        }
    }
}
