using Krypton.Kernels.Tests;
using Krypton.Models.Network;

namespace Krypton.Gpu.Tests.Operators;

/// <summary>Every layer on ragged boxes and borders, against the scalar definition.</summary>
public class OperatorTests
{
    /// <summary>As for the CPU's kernels: float sums of a few hundred terms in another order.</summary>
    private const float Sums = 5e-5f;

    private static readonly Activation[] Activations =
    [
        new(ActivationKind.Relu), new(ActivationKind.LeakyRelu, 0.1f), new(ActivationKind.Clip, -0.3f, 0.6f), new(ActivationKind.Sigmoid),
        new(ActivationKind.HardSigmoid, 0.2f, 0.5f), new(ActivationKind.HardSwish), new(ActivationKind.Silu), new(ActivationKind.Tanh), new(ActivationKind.Elu, 1.2f),
    ];

    [Theory]
    [MemberData(nameof(Devices.Kinds), MemberType = typeof(Devices))]
    public void Convolutions_of_odd_sizes_agree(GpuKind kind) => Agree(
        kind,
        LayerCase.Conv(new(9, 7, 3), 8, new(7, 2, 3, 3), new(7, 2, 3, 3), activation: new(ActivationKind.Relu)),
        LayerCase.Conv(new(8, 9, 5), 70, new(3, 1, 1, 1), new(3, 1, 1, 1), residual: true),
        LayerCase.Conv(new(7, 6, 12), 33, new(3, 2, 0, 1), new(5, 1, 2, 2), activation: new(ActivationKind.Silu)),
        LayerCase.Conv(new(11, 10, 4), 6, new(3, 1, 2, 2, 2), new(3, 1, 2, 2, 2)),
        LayerCase.Conv(new(6, 11, 17), 10, new(1), new(7, 1, 3, 3)),
        LayerCase.Conv(new(5, 6, 40), 129, new(1), new(1), residual: true, activation: new(ActivationKind.Relu)),
        LayerCase.Conv(new(5, 6, 9), 20, new(5), new(6)),
        LayerCase.Conv(new(1, 1, 50), 30, new(1), new(1)));

    [Theory]
    [MemberData(nameof(Devices.Kinds), MemberType = typeof(Devices))]
    public void Grouped_and_depthwise_convolutions_agree(GpuKind kind) => Agree(
        kind,
        LayerCase.Conv(new(9, 8, 16), 16, new(3, 1, 1, 1), new(3, 1, 1, 1), groups: 16, activation: new(ActivationKind.Clip, 0, 6)),
        LayerCase.Conv(new(9, 8, 24), 24, new(5, 2, 2, 2), new(3, 2, 1, 1), groups: 24, residual: true),
        LayerCase.Conv(new(7, 8, 16), 24, new(3, 1, 1, 1), new(3, 1, 1, 1), groups: 2, residual: true),
        LayerCase.Conv(new(7, 8, 15), 6, new(3, 1, 1, 1), new(3, 2, 1, 1), groups: 3, activation: new(ActivationKind.Relu)),
        LayerCase.Conv(new(7, 8, 6), 12, new(3, 1, 1, 1), new(3, 1, 1, 1), groups: 6, residual: true));

    [Theory]
    [MemberData(nameof(Devices.Kinds), MemberType = typeof(Devices))]
    public void Joined_parts_with_and_without_a_prologue_agree(GpuKind kind) => Agree(
        kind,
        LayerCase.Parts(new(7, 6, 0), [8, 3, 12], 40, activation: new(ActivationKind.Relu)),
        LayerCase.Parts(new(7, 6, 0), [5, 9], 18, prologue: new(ActivationKind.Relu), residual: true),
        LayerCase.Parts(new(7, 7, 0), [16], 64, stride: 2, prologue: new(ActivationKind.Silu)));

    [Theory]
    [MemberData(nameof(Devices.Kinds), MemberType = typeof(Devices))]
    public void Pools_agree(GpuKind kind)
    {
        foreach (var pool in new[] { PoolKind.Max, PoolKind.Average })
        {
            foreach (var channels in new[] { 3, 17 })
            {
                MapShape shape = new(9, 11, channels);
                Agree(
                    kind,
                    LayerCase.Pool(pool, shape, new(2, 2), new(3, 2), ceil: true),
                    LayerCase.Pool(pool, shape, new(3, 2, 1, 1), new(3, 2, 0, 2), countPadding: true),
                    LayerCase.Pool(pool, shape, new(2, 3, 1, 1, 2), new(3, 1, 2, 0, 2), countPadding: true, ceil: true),
                    LayerCase.Pool(pool, shape, new(9), new(11)),
                    WithBias(LayerCase.Pool(pool, shape, new(3, 1, 1, 1), new(3, 1, 1, 1), countPadding: true), channels));
            }
        }
    }

    private static LayerCase WithBias(LayerCase pool, int channels)
    {
        var layer = (PoolLayer)pool.Node.Layer with { Bias = LayerCase.Values(channels, 5), Activation = new(ActivationKind.Relu) };
        return pool with { Node = pool.Node with { Layer = layer } };
    }

    [Theory]
    [MemberData(nameof(Devices.Kinds), MemberType = typeof(Devices))]
    public void Pointwise_layers_agree(GpuKind kind)
    {
        MapShape shape = new(5, 6, 10);
        Agree(kind, [.. Activations.Select(a => LayerCase.Same(new ActivationLayer(a), shape))]);
        Agree(
            kind,
            LayerCase.Same(new AffineLayer(LayerCase.Values(10, 8), LayerCase.Values(10, 9), new(ActivationKind.Relu)), shape),
            LayerCase.Same(new PReluLayer(LayerCase.Values(10, 8)), shape));
    }

    [Theory]
    [MemberData(nameof(Devices.Kinds), MemberType = typeof(Devices))]
    public void Sums_products_and_quotients_agree_where_axes_are_broadcast(GpuKind kind)
    {
        MapShape shape = new(5, 6, 10);
        foreach (var binary in new[] { BinaryKind.Add, BinaryKind.Subtract, BinaryKind.Multiply })
        {
            Agree(
                kind,
                LayerCase.Of(new BinaryLayer(binary, new(ActivationKind.Relu)), shape, shape, shape),
                LayerCase.Of(new BinaryLayer(binary, Activation.None), shape, shape, new MapShape(1, 1, 10)),
                LayerCase.Of(new BinaryLayer(binary, Activation.None), shape, new MapShape(5, 1, 1), shape));
        }

        Agree(kind, LayerCase.Of(new BinaryLayer(BinaryKind.Divide, new(ActivationKind.Tanh)), shape, shape, shape));
    }

    [Theory]
    [MemberData(nameof(Devices.Kinds), MemberType = typeof(Devices))]
    public void Layers_that_move_values_agree(GpuKind kind) => Agree(
        kind,
        LayerCase.Of(new ConcatLayer(), new(5, 6, 18), new(5, 6, 5), new(5, 6, 9), new(5, 6, 4)),
        LayerCase.Of(new ChannelGatherLayer([4, 0, 9, 9, 2]), new(5, 6, 5), new MapShape(5, 6, 10)),
        LayerCase.Of(new PadLayer(1, 2, 0, 3, -0.5f), new(6, 11, 7), new MapShape(5, 6, 7)),
        LayerCase.Of(new PadLayer(-1, 1, 2, -2, 0), new(6, 5, 7), new MapShape(5, 6, 7)),
        LayerCase.Of(new FlattenLayer(ChannelsFirst: true), new(1, 1, 90), new MapShape(5, 6, 3)),
        LayerCase.Of(new FlattenLayer(ChannelsFirst: false), new(1, 1, 270), new MapShape(5, 6, 9)));

    [Theory]
    [MemberData(nameof(Devices.Kinds), MemberType = typeof(Devices))]
    public void Normalisation_and_softmax_agree(GpuKind kind) => Agree(
        kind,
        LayerCase.Same(new ResponseNormalizationLayer(5, 1e-2f, 0.75f, 2), new(5, 6, 19)),
        LayerCase.Same(new SoftmaxLayer(Logarithm: false), new(5, 6, 11)),
        LayerCase.Same(new SoftmaxLayer(Logarithm: true), new(2, 3, 100)));

    private static void Agree(GpuKind kind, params LayerCase[] layers)
    {
        using var device = new RoundTripDevice(Devices.Of(kind));
        foreach (var layer in layers)
        {
            foreach (var (engine, whole) in new[] { (false, true), (false, false), (true, false) })
            {
                using var scene = new Scene(layer, engine, whole);
                scene.AssertAgrees(device, Sums);
            }
        }
    }
}
