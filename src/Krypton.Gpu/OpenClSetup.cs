using System.Reflection;
using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.OpenCL;

namespace Krypton.Gpu;

/// <summary>What ILGPU 1.5.3 needs to run on OpenCL implementations other than the GPU vendors' (docs/gpu.md).</summary>
internal static class OpenClSetup
{
    private static readonly Lock Once = new();

    private static bool _resolved;

    /// <summary>ILGPU asks for "OpenCL"; distributions without the development package have only the versioned name.</summary>
    public static void ResolveLibrary()
    {
        lock (Once)
        {
            if (!_resolved)
            {
                NativeLibrary.SetDllImportResolver(typeof(Context).Assembly, (name, assembly, path) =>
                    name == "OpenCL" && NativeLibrary.TryLoad("libOpenCL.so.1", out var handle) ? handle : nint.Zero);
                _resolved = true;
            }
        }
    }

    /// <summary>ILGPU demands generic pointers, which our kernels never use; some implementations do not announce them.</summary>
    public static void AllowGenericPointers(CLCapabilityContext capabilities) =>
        typeof(CLCapabilityContext).GetProperty("GenericAddressSpace", BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)?
            .GetSetMethod(nonPublic: true)?.Invoke(capabilities, [true]);
}
