using ILGPU;
using ILGPU.Runtime;
using Krypton.Gpu.Kernels;

namespace Krypton.Gpu;

/// <summary>The kernels of one device, each compiled when it is first wanted.</summary>
internal sealed class KernelSet(Accelerator accelerator)
{
    private readonly Lazy<Convolve> _wide = new(() => accelerator.LoadKernel<ConvolutionTask, ArrayView<Float4>, ArrayView<Float4>, ArrayView<BoxRecord>, ArrayView<Map>, ArrayView<Chunk>, ArrayView<Float4>, ArrayView<Float4>, ArrayView<Float4>>(ConvolutionKernels.Wide).Invoke);
    private readonly Lazy<Convolve> _narrow = new(() => accelerator.LoadKernel<ConvolutionTask, ArrayView<Float4>, ArrayView<Float4>, ArrayView<BoxRecord>, ArrayView<Map>, ArrayView<Chunk>, ArrayView<Float4>, ArrayView<Float4>, ArrayView<Float4>>(ConvolutionKernels.Narrow).Invoke);
    private readonly Lazy<Combining> _combine = new(() => accelerator.LoadKernel<ConvolutionTask, ArrayView<Float4>, ArrayView<Float4>, ArrayView<BoxRecord>, ArrayView<Map>, ArrayView<Float4>, ArrayView<Float4>>(CombineKernel.Combine).Invoke);
    private readonly Lazy<With<Float4, Float4>> _depthwise = new(() => accelerator.LoadKernel<LayerTask, ArrayView<Float4>, ArrayView<Float4>, ArrayView<BoxRecord>, ArrayView<Map>, ArrayView<Float4>, ArrayView<Float4>>(WindowKernels.Depthwise).Invoke);
    private readonly Lazy<With<float, float>> _grouped = new(() => accelerator.LoadKernel<LayerTask, ArrayView<Float4>, ArrayView<Float4>, ArrayView<BoxRecord>, ArrayView<Map>, ArrayView<float>, ArrayView<float>>(WindowKernels.Grouped).Invoke);
    private readonly Lazy<With<Float4, Float4>> _affine = new(() => accelerator.LoadKernel<LayerTask, ArrayView<Float4>, ArrayView<Float4>, ArrayView<BoxRecord>, ArrayView<Map>, ArrayView<Float4>, ArrayView<Float4>>(PointKernels.Affine).Invoke);
    private readonly Lazy<With<int>> _binary = new(() => accelerator.LoadKernel<LayerTask, ArrayView<Float4>, ArrayView<Float4>, ArrayView<BoxRecord>, ArrayView<Map>, ArrayView<int>>(PointKernels.Binary).Invoke);
    private readonly Lazy<With<Chunk>> _gather = new(() => accelerator.LoadKernel<LayerTask, ArrayView<Float4>, ArrayView<Float4>, ArrayView<BoxRecord>, ArrayView<Map>, ArrayView<Chunk>>(PointKernels.Gather).Invoke);
    private readonly Lazy<With<Float4>> _pool = new(() => accelerator.LoadKernel<LayerTask, ArrayView<Float4>, ArrayView<Float4>, ArrayView<BoxRecord>, ArrayView<Map>, ArrayView<Float4>>(WindowKernels.Pool).Invoke);
    private readonly Lazy<Plain> _average = new(() => accelerator.LoadKernel<LayerTask, ArrayView<Float4>, ArrayView<Float4>, ArrayView<BoxRecord>, ArrayView<Map>>(AverageKernel.GlobalAverage).Invoke);
    private readonly Lazy<Plain> _normalize = new(() => accelerator.LoadKernel<LayerTask, ArrayView<Float4>, ArrayView<Float4>, ArrayView<BoxRecord>, ArrayView<Map>>(PointKernels.Normalize).Invoke);
    private readonly Lazy<Plain> _softmax = new(() => accelerator.LoadKernel<LayerTask, ArrayView<Float4>, ArrayView<Float4>, ArrayView<BoxRecord>, ArrayView<Map>>(PointKernels.Softmax).Invoke);
    private readonly Lazy<Action<AcceleratorStream, KernelConfig, LayerTask, ArrayView<Float4>, ArrayView<Float4>, ArrayView<BoxRecord>>> _paint = new(() => accelerator.LoadKernel<LayerTask, ArrayView<Float4>, ArrayView<Float4>, ArrayView<BoxRecord>>(PointKernels.Paint));

    public delegate void Convolve(
        AcceleratorStream stream, KernelConfig grid, ConvolutionTask task, ArrayView<Float4> data, ArrayView<Float4> below, ArrayView<BoxRecord> boxes, ArrayView<Map> inputs,
        ArrayView<Chunk> chunks, ArrayView<Float4> weights, ArrayView<Float4> bias, ArrayView<Float4> prologue);

    public delegate void Combining(
        AcceleratorStream stream, KernelConfig grid, ConvolutionTask task, ArrayView<Float4> data, ArrayView<Float4> below, ArrayView<BoxRecord> boxes, ArrayView<Map> inputs,
        ArrayView<Float4> bias, ArrayView<Float4> sums);

    public delegate void Plain(
        AcceleratorStream stream, KernelConfig grid, LayerTask task, ArrayView<Float4> data, ArrayView<Float4> below, ArrayView<BoxRecord> boxes, ArrayView<Map> inputs);

    public delegate void With<T>(
        AcceleratorStream stream, KernelConfig grid, LayerTask task, ArrayView<Float4> data, ArrayView<Float4> below, ArrayView<BoxRecord> boxes, ArrayView<Map> inputs, ArrayView<T> table)
        where T : unmanaged;

    public delegate void With<T1, T2>(
        AcceleratorStream stream, KernelConfig grid, LayerTask task, ArrayView<Float4> data, ArrayView<Float4> below, ArrayView<BoxRecord> boxes, ArrayView<Map> inputs,
        ArrayView<T1> first, ArrayView<T2> second)
        where T1 : unmanaged
        where T2 : unmanaged;

    public Convolve Wide => _wide.Value;

    public Convolve Narrow => _narrow.Value;

    public Combining Combine => _combine.Value;

    public With<Float4, Float4> Depthwise => _depthwise.Value;

    public With<float, float> Grouped => _grouped.Value;

    public With<Float4, Float4> Affine => _affine.Value;

    public With<int> Binary => _binary.Value;

    public With<Chunk> Gather => _gather.Value;

    public With<Float4> Pool => _pool.Value;

    public Plain GlobalAverage => _average.Value;

    public Plain Normalize => _normalize.Value;

    public Plain Softmax => _softmax.Value;

    public Action<AcceleratorStream, KernelConfig, LayerTask, ArrayView<Float4>, ArrayView<Float4>, ArrayView<BoxRecord>> Paint => _paint.Value;
}
