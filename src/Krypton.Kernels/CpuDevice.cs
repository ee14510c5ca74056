using Krypton.Kernels.Cpu;
using Krypton.Models.Network;

namespace Krypton.Kernels;

/// <summary>Compiles layers to SIMD kernels on a team of threads.</summary>
public sealed class CpuDevice(int threads) : IDevice
{
    public Workers Workers { get; } = new(threads);

    public Kernel Compile(NetworkNode node, MapShape[] inputs) => (LayerFamilies.Of(node, inputs), node.Layer) switch
    {
        (LayerFamily.Depthwise, ConvolutionLayer c) => new DepthwiseConvolution(Workers, c, inputs[0].Channels),
        (LayerFamily.Winograd, ConvolutionLayer c) => new AdaptiveConvolution(Workers, c, inputs[0]),
        (LayerFamily.WinogradLine, ConvolutionLayer c) => new WinogradLine(Workers, c, inputs[0]),
        (LayerFamily.Dense, ConvolutionLayer c) => new DeltaDense(Workers, c, inputs[0]),
        (LayerFamily.Pointwise, ConvolutionLayer c) => new PointwiseConvolution(Workers, c, inputs.AsSpan(0, c.Parts)),
        (_, ConvolutionLayer c) => new IndirectConvolution(Workers, c, inputs[0]),
        (LayerFamily.GlobalPool, _) => new GlobalAverageKernel(Workers, inputs[0]),
        (_, PoolLayer p) => new PoolKernel(Workers, p, inputs[0]),
        (_, ActivationLayer a) => new ActivationKernel(Workers, a.Activation),
        (_, AffineLayer a) => new AffineKernel(Workers, a),
        (_, PReluLayer p) => new PReluKernel(Workers, p),
        (_, BinaryLayer b) => new BinaryKernel(Workers, b),
        (_, ConcatLayer) => new ConcatKernel(Workers),
        (_, ChannelGatherLayer g) => new ChannelGatherKernel(Workers, g),
        (_, ResponseNormalizationLayer r) => new ResponseNormalizationKernel(Workers, r),
        (_, PadLayer p) => new PadKernel(Workers, p),
        (_, FlattenLayer f) => new FlattenKernel(Workers, f),
        (_, SoftmaxLayer s) => new SoftmaxKernel(Workers, s),
        _ => throw new InvalidOperationException($"no kernel for {node.Layer.GetType().Name}"),
    };

    /// <summary>Fused multiply-adds in registers on all threads, in operations a second, in a short burst now: what the machine could do at most.</summary>
    public double MeasurePeakFlops()
    {
        const int Bursts = 3;
        var burst = new FmaBurst();
        Workers.Run(burst, Workers.Count);
        return Enumerable.Range(0, Bursts).Max(_ =>
        {
            var start = System.Diagnostics.Stopwatch.GetTimestamp();
            Workers.Run(burst, Workers.Count);
            return FmaBurst.Flops * Workers.Count / System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds;
        });
    }

    public void Dispose() => Workers.Dispose();
}
