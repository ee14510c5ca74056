using ILGPU;
using Krypton.Gpu.Kernels;
using Krypton.Models.Network;

namespace Krypton.Gpu.Launches;

// Layers without matrix products: each says what its kernel is told.

internal sealed class PoolLaunch : GpuLayer
{
    private readonly PoolLayer _layer;
    private readonly int _channels;
    private readonly ArrayView<Float4> _bias;

    public PoolLaunch(GpuDevice device, PoolLayer layer, int channels)
        : base(device) => (_layer, _channels, _bias) = (layer, channels, Resident(Fours(layer.Bias ?? [], (channels + 3) / 4)));

    public override string Name => _layer.Kind == PoolKind.Max ? "maxpool" : "avgpool";

    protected override void Enqueue(in Launch launch)
    {
        var task = Task(launch, _channels, _layer.Activation) with
        {
            Kind = _layer.Kind == PoolKind.Max ? 0 : 1,
            Rows = Window.Of(_layer.Rows),
            Columns = Window.Of(_layer.Columns),
            CountPadding = _layer.CountPadding ? 1 : 0,
        };
        Device.Kernels.Pool(launch.Stream, Grid(launch, launch.Output.Stride), task, launch.Data, launch.Below, launch.Boxes, launch.Inputs, _bias);
    }
}

internal sealed class GlobalAverageLaunch(GpuDevice device, int channels) : GpuLayer(device)
{
    public override string Name => "global average";

    protected override void Enqueue(in Launch launch)
    {
        var groups = launch.Pixels * ((launch.Output.Stride + AverageKernel.Fours - 1) / AverageKernel.Fours);
        var task = Task(launch, channels) with { Kind = launch.WithOriginals ? 1 : 0 };
        Device.Kernels.GlobalAverage(launch.Stream, new KernelConfig(groups, Device.LayerThreads), task, launch.Data, launch.Below, launch.Boxes, launch.Inputs);
    }
}

/// <summary>Scale, shift and activation; activations alone are scaled by one.</summary>
internal sealed class AffineLaunch : GpuLayer
{
    private readonly ArrayView<Float4> _scale;
    private readonly ArrayView<Float4> _shift;
    private readonly Activation _activation;
    private readonly int _channels;
    private readonly bool _slopes;

    public AffineLaunch(GpuDevice device, AffineLayer layer)
        : this(device, layer.Scale, layer.Shift, layer.Activation, "affine")
    {
    }

    public AffineLaunch(GpuDevice device, ActivationLayer layer, int channels)
        : this(device, [.. Enumerable.Repeat(1f, channels)], new float[channels], layer.Activation, "activation")
    {
    }

    public AffineLaunch(GpuDevice device, PReluLayer layer)
        : this(device, layer.Slopes, new float[layer.Slopes.Length], Activation.None, "prelu") => _slopes = true;

    private AffineLaunch(GpuDevice device, float[] scale, float[] shift, Activation activation, string name)
        : base(device)
    {
        var fours = (scale.Length + 3) / 4;
        (_scale, _shift, _activation, _channels, Name) = (Resident(Fours(scale, fours)), Resident(Fours(shift, fours)), activation, scale.Length, name);
    }

    public override string Name { get; }

    protected override void Enqueue(in Launch launch) => Device.Kernels.Affine(
        launch.Stream, Grid(launch, launch.Output.Stride), Task(launch, _channels, _activation) with { Kind = _slopes ? 1 : 0 }, launch.Data, launch.Below, launch.Boxes, launch.Inputs, _scale, _shift);
}

internal sealed class BinaryLaunch : GpuLayer
{
    private readonly BinaryLayer _layer;
    private readonly int _channels;
    private readonly ArrayView<int> _channelsOf;

    public BinaryLaunch(GpuDevice device, BinaryLayer layer, MapShape[] inputs, int channels)
        : base(device) => (_layer, _channels, _channelsOf) = (layer, channels, Resident([inputs[0].Channels, inputs[1].Channels]));

    public override string Name => "binary";

    protected override void Enqueue(in Launch launch) => Device.Kernels.Binary(
        launch.Stream, Grid(launch, launch.Output.Stride), Task(launch, _channels, _layer.Activation) with { Kind = (int)_layer.Kind }, launch.Data, launch.Below, launch.Boxes, launch.Inputs, _channelsOf);
}

/// <summary>Layers that move values: a table says where each output channel comes from.</summary>
internal sealed class GatherLaunch : GpuLayer
{
    private readonly int _channels;
    private readonly float _outside;
    private readonly ArrayView<Chunk> _sources;

    /// <param name="sources">Part, rows and columns away, and channel, for each output channel.</param>
    /// <param name="outside">The value of what lies outside the map.</param>
    public GatherLaunch(GpuDevice device, string name, Chunk[] sources, float outside = 0)
        : base(device) => (Name, _channels, _outside, _sources) = (name, sources.Length, outside, Resident(sources));

    public override string Name { get; }

    public static GatherLaunch Concat(GpuDevice device, MapShape[] inputs) => new(
        device, "concat", [.. inputs.SelectMany((shape, part) => Enumerable.Range(0, shape.Channels).Select(c => new Chunk { Part = part, Channel = c }))]);

    public static GatherLaunch Channels(GpuDevice device, ChannelGatherLayer layer) => new(device, "gather", [.. layer.Source.Select(c => new Chunk { Channel = c })]);

    public static GatherLaunch Pad(GpuDevice device, PadLayer layer, int channels) => new(
        device, "pad", [.. Enumerable.Range(0, channels).Select(c => new Chunk { Dy = -layer.Top, Dx = -layer.Left, Channel = c })], layer.Value);

    public static GatherLaunch Flatten(GpuDevice device, FlattenLayer layer, MapShape input) => new(device, "flatten", [.. Enumerable.Range(0, input.Count).Select(i =>
    {
        var (pixel, channel) = layer.ChannelsFirst ? (i % input.Pixels, i / input.Pixels) : (i / input.Channels, i % input.Channels);
        return new Chunk { Dy = pixel / input.Width, Dx = pixel % input.Width, Channel = channel };
    })]);

    protected override void Enqueue(in Launch launch) => Device.Kernels.Gather(
        launch.Stream, Grid(launch, 4 * launch.Output.Stride), Task(launch, _channels) with { Alpha = _outside }, launch.Data, launch.Below, launch.Boxes, launch.Inputs, _sources);
}

internal sealed class NormalizationLaunch(GpuDevice device, ResponseNormalizationLayer layer, int channels) : GpuLayer(device)
{
    public override string Name => "lrn";

    protected override void Enqueue(in Launch launch)
    {
        var task = Task(launch, channels) with { Size = layer.Size, Alpha = layer.Alpha, Beta = layer.Beta, Bias = layer.Bias };
        Device.Kernels.Normalize(launch.Stream, Grid(launch, 4 * launch.Output.Stride), task, launch.Data, launch.Below, launch.Boxes, launch.Inputs);
    }
}

internal sealed class SoftmaxLaunch(GpuDevice device, SoftmaxLayer layer, int channels) : GpuLayer(device)
{
    public override string Name => "softmax";

    protected override void Enqueue(in Launch launch) => Device.Kernels.Softmax(
        launch.Stream, Grid(launch, 1), Task(launch, channels) with { Kind = layer.Logarithm ? 1 : 0 }, launch.Data, launch.Below, launch.Boxes, launch.Inputs);
}
