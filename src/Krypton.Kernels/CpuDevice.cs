using Krypton.Kernels.Cpu;
using Krypton.Models.Network;

namespace Krypton.Kernels;

/// <summary>Compiles layers to SIMD kernels on a team of threads.</summary>
public sealed class CpuDevice(int threads) : IDevice
{
    public Workers Workers { get; } = new(threads);

    public Kernel Compile(NetworkNode node, MapShape[] inputs) => node.Layer switch
    {
        ConvolutionLayer c when DepthwiseConvolution.Fits(c, inputs[0]) => new DepthwiseConvolution(Workers, c, inputs[0].Channels),
        ConvolutionLayer c when WinogradConvolution.Fits(c, inputs[0]) => new AdaptiveConvolution(Workers, c, inputs[0]),
        ConvolutionLayer c when WinogradLine.Fits(c, inputs[0]) => new WinogradLine(Workers, c, inputs[0]),
        ConvolutionLayer c when DeltaDense.Fits(c, inputs[0]) => new DeltaDense(Workers, c, inputs[0]),
        ConvolutionLayer { IsPointwise: true } c => new PointwiseConvolution(Workers, c, inputs.AsSpan(0, c.Parts)),
        ConvolutionLayer c => new IndirectConvolution(Workers, c, inputs[0]),
        PoolLayer p when GlobalAverageKernel.Fits(p, inputs[0]) => new GlobalAverageKernel(Workers, inputs[0]),
        PoolLayer p => new PoolKernel(Workers, p),
        ActivationLayer a => new ActivationKernel(Workers, a.Activation),
        AffineLayer a => new AffineKernel(Workers, a),
        PReluLayer p => new PReluKernel(Workers, p),
        BinaryLayer b => new BinaryKernel(Workers, b),
        ConcatLayer => new ConcatKernel(Workers),
        ChannelGatherLayer g => new ChannelGatherKernel(Workers, g),
        ResponseNormalizationLayer r => new ResponseNormalizationKernel(Workers, r),
        PadLayer p => new PadKernel(Workers, p),
        FlattenLayer f => new FlattenKernel(Workers, f),
        SoftmaxLayer s => new SoftmaxKernel(Workers, s),
        _ => throw new InvalidOperationException($"no kernel for {node.Layer.GetType().Name}"),
    };

    public void Dispose() => Workers.Dispose();
}
