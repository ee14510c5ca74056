using System.Collections.Concurrent;
using ILGPU.Runtime.Cuda;

namespace Krypton.Gpu.Cuda;

/// <summary>A device's convolution kernels, each loaded when it is first wanted.</summary>
internal sealed class CudaConvolutions(CudaAccelerator accelerator)
{
    private readonly ConcurrentDictionary<(Precision, TileShape, bool), Lazy<CudaKernel>> _kernels = [];

    /// <summary>Bytes of shared memory that a group of threads may have.</summary>
    public int MostSharedBytes { get; } = CudaKernel.MostSharedBytes(accelerator);

    public CudaKernel Get(Precision precision, TileShape tile, bool prologue) => _kernels.GetOrAdd((precision, tile, prologue), key => new(() => new CudaKernel(
        accelerator, ConvolutionPtx.Write(precision, tile, prologue), ConvolutionPtx.Name(precision, tile, prologue), tile.Threads, MostSharedBytes))).Value;
}
