using System.Collections.Concurrent;
using ILGPU.Runtime.Cuda;

namespace Krypton.Gpu.Cuda;

/// <summary>A device's convolution kernels, each loaded when it is first wanted.</summary>
/// <param name="mostSharedBytes">Bytes of shared memory that a group of threads may have.</param>
/// <param name="features">What they use of compute capability 9.0.</param>
internal sealed class CudaConvolutions(int mostSharedBytes, CudaFeatures features, Func<PtxModule, PtxKernel> load)
{
    private readonly ConcurrentDictionary<ConvolutionVariant, Lazy<PtxKernel>> _kernels = [];

    /// <summary>Bytes of shared memory that a group of threads may have.</summary>
    public int MostSharedBytes => mostSharedBytes;

    public CudaFeatures Features => features;

    public static CudaConvolutions On(CudaAccelerator accelerator, CudaFeatures features)
    {
        var shared = CudaKernel.MostSharedBytes(accelerator);
        var usable = accelerator.Architecture >= CudaArchitecture.SM_90 && CudaDriver.KnowsClusters ? features : CudaFeatures.None;
        return new CudaConvolutions(shared, usable, module => new CudaKernel(accelerator, module, shared, usable));
    }

    /// <summary>The kernel of that precision and tile on this device.</summary>
    /// <param name="prologue">Whether inputs are scaled, shifted and bounded first.</param>
    public ConvolutionVariant Variant(Precision precision, TileShape tile, bool prologue) => new(precision, tile, prologue, features != CudaFeatures.None);

    public PtxKernel Get(ConvolutionVariant variant) => _kernels.GetOrAdd(variant, v => new(() => load(ConvolutionPtx.Module(v)))).Value;
}
