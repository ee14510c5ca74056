namespace Krypton.Networks.Architectures;

/// <summary>MobileNet (Howard et al., 2017, table 1) of width 1, with TensorFlow's padding.</summary>
internal static class MobileNetV1
{
    public static byte[] Build(int seed)
    {
        var net = new Layers(seed);
        var x = Unit(net, net.SameConv(net.Image(224), 32, 3, stride: 2));
        (int Channels, int Stride)[] blocks =
            [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), (512, 1), (512, 1), (512, 1), (512, 1), (512, 1), (1024, 2), (1024, 1)];
        foreach (var (channels, stride) in blocks)
        {
            x = Unit(net, net.SameConv(x, x.Channels, 3, stride, groups: x.Channels));
            x = Unit(net, net.Conv(x, channels, 1));
        }

        return net.Finish(net.Dense(net.Flatten(net.GlobalAverage(x)), 1000, deviation: 1.5), softmax: true);
    }

    private static Signal Unit(Layers net, Signal x) => net.Relu6(net.BatchNorm(x, epsilon: 1e-3f));
}
