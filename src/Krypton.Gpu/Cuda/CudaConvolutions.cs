using System.Collections.Concurrent;
using ILGPU.Runtime.Cuda;

namespace Krypton.Gpu.Cuda;

/// <summary>A device's convolution kernels, each loaded when it is first wanted.</summary>
/// <param name="mostSharedBytes">Bytes of shared memory that a group of threads may have.</param>
internal sealed class CudaConvolutions(int mostSharedBytes, Func<PtxModule, PtxKernel> load)
{
    private readonly ConcurrentDictionary<(Precision, TileShape, bool), Lazy<PtxKernel>> _kernels = [];

    /// <summary>Bytes of shared memory that a group of threads may have.</summary>
    public int MostSharedBytes => mostSharedBytes;

    public static CudaConvolutions On(CudaAccelerator accelerator)
    {
        var shared = CudaKernel.MostSharedBytes(accelerator);
        return new CudaConvolutions(shared, module => new CudaKernel(accelerator, module, shared));
    }

    public PtxKernel Get(Precision precision, TileShape tile, bool prologue) =>
        _kernels.GetOrAdd((precision, tile, prologue), key => new(() => load(ConvolutionPtx.Module(precision, tile, prologue)))).Value;
}
