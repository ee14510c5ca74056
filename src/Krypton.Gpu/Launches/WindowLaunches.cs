using ILGPU;
using Krypton.Gpu.Kernels;
using Krypton.Models.Network;

namespace Krypton.Gpu.Launches;

/// <summary>Convolution of each channel by itself.</summary>
internal sealed class DepthwiseLaunch : GpuLayer
{
    private readonly ConvolutionLayer _layer;
    private readonly int _inputs;
    private readonly ArrayView<Float4> _weights;
    private readonly ArrayView<Float4> _bias;

    public DepthwiseLaunch(GpuDevice device, ConvolutionLayer layer, int inputs)
        : base(device)
    {
        var (channels, taps) = (layer.Bias.Length, layer.Rows.Kernel * layer.Columns.Kernel);
        var fours = (channels + 3) / 4;
        var byTap = new float[taps * fours * 4];
        for (var i = 0; i < channels * taps; i++)
        {
            byTap[(i % taps * fours * 4) + (i / taps)] = layer.Weights[i];
        }

        (_layer, _inputs, _weights, _bias) = (layer, inputs, Resident(Fours(byTap, taps * fours)), Resident(Fours(layer.Bias, fours)));
    }

    public override string Name => "depthwise";

    protected override void Enqueue(in Launch launch) => Device.Kernels.Depthwise(
        launch.Stream, Grid(launch, launch.Output.Stride), GroupedLaunch.Describe(Task(launch, _layer.Bias.Length, _layer.Activation), _layer, _inputs, 1),
        launch.Data, launch.Below, launch.Boxes, launch.Inputs, _weights, _bias);
}

/// <summary>Convolution in groups that are no multiple of four channels.</summary>
internal sealed class GroupedLaunch : GpuLayer
{
    private readonly ConvolutionLayer _layer;
    private readonly int _inputs;
    private readonly int _perGroup;
    private readonly ArrayView<float> _weights;
    private readonly ArrayView<float> _bias;

    public GroupedLaunch(GpuDevice device, ConvolutionLayer layer, int inputs, int channels)
        : base(device) => (_layer, _inputs, _perGroup, _weights, _bias) = (layer, inputs, channels / layer.Groups, Resident(layer.Weights), Resident(layer.Bias));

    public override string Name => "grouped";

    public static LayerTask Describe(LayerTask task, ConvolutionLayer layer, int inputs, int perGroup) => task with
    {
        Rows = Window.Of(layer.Rows),
        Columns = Window.Of(layer.Columns),
        GroupOutputs = layer.Bias.Length / layer.Groups,
        GroupInputs = perGroup,
        Size = inputs,
    };

    protected override void Enqueue(in Launch launch) => Device.Kernels.Grouped(
        launch.Stream, Grid(launch, 4 * launch.Output.Stride), Describe(Task(launch, _layer.Bias.Length, _layer.Activation), _layer, _inputs, _perGroup),
        launch.Data, launch.Below, launch.Boxes, launch.Inputs, _weights, _bias);
}
