using System.Collections.Concurrent;
using ILGPU.Runtime.Cuda;

namespace Krypton.Gpu.Cuda;

/// <summary>A device's convolution kernels, each loaded when it is first wanted.</summary>
internal sealed class CudaConvolutions(CudaAccelerator accelerator)
{
    private readonly ConcurrentDictionary<(Precision, int, bool), Lazy<CudaKernel>> _kernels = [];

    public CudaKernel Get(Precision precision, int columns, bool prologue) => _kernels.GetOrAdd((precision, columns, prologue), key => new(() => new CudaKernel(
        accelerator, ConvolutionPtx.Write(precision, columns, prologue), ConvolutionPtx.Name(precision, columns, prologue), 64 * columns,
        ConvolutionPtx.SharedBytes(precision, columns, prologue)))).Value;
}
