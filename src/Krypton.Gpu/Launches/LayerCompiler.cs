using Krypton.Gpu.Cuda;
using Krypton.Models.Network;

namespace Krypton.Gpu.Launches;

/// <summary>Brings layers onto the device: the same list as the CPU's.</summary>
internal static class LayerCompiler
{
    public static GpuLayer Compile(GpuDevice device, NetworkNode node, MapShape[] inputs, Precision precision) => (LayerFamilies.Of(node, inputs), node.Layer) switch
    {
        (LayerFamily.Depthwise, ConvolutionLayer c) => new DepthwiseLaunch(device, c, inputs.Length),
        (_, ConvolutionLayer c) when !ConvolutionLaunch.CanRun(c, inputs[0]) => new GroupedLaunch(device, c, inputs.Length, inputs[0].Channels),
        (_, ConvolutionLayer c) when CudaConvolutionLaunch.CanRun(device, c, precision) => new CudaConvolutionLaunch(device, c, inputs, precision),
        (_, ConvolutionLayer c) => new ConvolutionLaunch(device, c, inputs),
        (LayerFamily.GlobalPool, _) => new GlobalAverageLaunch(device, node.Shape.Channels),
        (_, PoolLayer p) => new PoolLaunch(device, p, node.Shape.Channels),
        (_, ActivationLayer a) => new AffineLaunch(device, a, node.Shape.Channels),
        (_, AffineLayer a) => new AffineLaunch(device, a),
        (_, PReluLayer p) => new AffineLaunch(device, p),
        (_, BinaryLayer b) => new BinaryLaunch(device, b, inputs, node.Shape.Channels),
        (_, ConcatLayer) => GatherLaunch.Concat(device, inputs),
        (_, ChannelGatherLayer g) => GatherLaunch.Channels(device, g),
        (_, ResponseNormalizationLayer r) => new NormalizationLaunch(device, r, node.Shape.Channels),
        (_, PadLayer p) => GatherLaunch.Pad(device, p, node.Shape.Channels),
        (_, FlattenLayer f) => GatherLaunch.Flatten(device, f, inputs[0]),
        (_, SoftmaxLayer s) => new SoftmaxLaunch(device, s, node.Shape.Channels),
        _ => throw new InvalidOperationException($"no kernel for {node.Layer.GetType().Name}"),
    };
}
