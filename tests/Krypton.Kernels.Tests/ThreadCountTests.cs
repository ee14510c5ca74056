using Krypton.Models.Network;

namespace Krypton.Kernels.Tests;

public class ThreadCountTests
{
    private static readonly Dictionary<string, LayerCase> Layers = new()
    {
        ["stem"] = LayerCase.Conv(new(33, 31, 3), 24, new(7, 2, 3, 3), new(7, 2, 3, 3), 1, new(ActivationKind.Relu)),
        ["pointwise"] = LayerCase.Conv(new(17, 19, 33), 40, new(1), new(1), residual: true),
        ["deep"] = LayerCase.Conv(new(9, 9, 600), 20, new(1), new(1)),
        ["parts"] = LayerCase.Parts(new(17, 19, 0), [64, 3, 33, 270], 40, residual: true),
        ["prepared parts"] = LayerCase.Parts(new(17, 19, 0), [64, 3, 33, 270], 40, prologue: new(ActivationKind.Relu)),
        ["grouped"] = LayerCase.Conv(new(17, 19, 24), 24, new(3, 1, 1, 1), new(3, 1, 1, 1), 4),
        ["depthwise"] = LayerCase.Conv(new(17, 19, 24), 24, new(5, 1, 2, 2), new(5, 1, 2, 2), 24, new(ActivationKind.Silu)),
        ["winograd"] = LayerCase.Conv(new(21, 23, 17), 33, new(3, 1, 1, 1), new(3, 1, 1, 1), residual: true),
        ["dense"] = LayerCase.Conv(new(6, 7, 40), 300, new(6), new(7)),
        ["pool"] = LayerCase.Pool(PoolKind.Average, new(33, 31, 9), new(3, 2, 1, 1), new(3, 2, 1, 1)),
        ["mean"] = LayerCase.Pool(PoolKind.Average, new(7, 7, 33), new(7), new(7)),
        ["activation"] = LayerCase.Same(new ActivationLayer(new(ActivationKind.HardSwish)), new(17, 19, 33)),
        ["affine"] = LayerCase.Same(new AffineLayer(LayerCase.Values(33, 1), LayerCase.Values(33, 2), new(ActivationKind.Elu, 1)), new(17, 19, 33)),
        ["slopes"] = LayerCase.Same(new PReluLayer(LayerCase.Values(33, 1)), new(17, 19, 33)),
        ["gate"] = LayerCase.Of(new BinaryLayer(BinaryKind.Multiply, Activation.None), new(17, 19, 33), new(17, 19, 33), new(1, 1, 33)),
        ["concat"] = LayerCase.Of(new ConcatLayer(), new(17, 19, 33), new(17, 19, 16), new(17, 19, 17)),
        ["gather"] = LayerCase.Of(new ChannelGatherLayer([5, 3, 8]), new(17, 19, 3), new MapShape(17, 19, 33)),
        ["border"] = LayerCase.Of(new PadLayer(1, 2, 1, 2, 1), new(19, 23, 9), new MapShape(17, 19, 9)),
        ["flatten"] = LayerCase.Of(new FlattenLayer(true), new(1, 1, 99), new MapShape(3, 11, 3)),
        ["softmax"] = LayerCase.Same(new SoftmaxLayer(false), new(17, 19, 33)),
        ["lrn"] = LayerCase.Same(new ResponseNormalizationLayer(5, 1e-4f, 0.75f, 1), new(17, 19, 33)),
    };

    public static TheoryData<string> Names => [.. Layers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Any_number_of_threads_gives_the_same_bits(string name)
    {
        using var scene = new Scene(Layers[name], engine: true);
        Assert.True(scene.Pixels > 0);
        using var one = new CpuDevice(1);
        var expected = scene.Run(one);
        foreach (var threads in new[] { 2, 3, 5 })
        {
            using var device = new CpuDevice(threads);
            using var kernel = scene.Compile(device);
            for (var run = 0; run < 5; run++)
            {
                Assert.Equal(expected.Select(BitConverter.SingleToInt32Bits), scene.Run(kernel).Select(BitConverter.SingleToInt32Bits));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_run_after_the_first_allocates_nothing(string name)
    {
        using var scene = new Scene(Layers[name], engine: true);
        using var device = new CpuDevice(1);
        using var kernel = scene.Compile(device);
        using var buffer = new NativeBuffer();
        for (var run = 0; run < 3; run++)
        {
            scene.RunInto(kernel, buffer);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var run = 0; run < 10; run++)
        {
            scene.RunInto(kernel, buffer);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
