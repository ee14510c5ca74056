namespace Krypton.Networks.Architectures;

/// <summary>MobileNetV2 (Sandler et al., CVPR 2018, table 2) of width 1.</summary>
internal static class MobileNetV2
{
    public static byte[] Build(int seed)
    {
        var net = new Layers(seed);
        var x = Unit(net, net.Conv(net.Image(224), 32, 3, stride: 2, pad: 1));
        (int Expansion, int Channels, int Repeats, int Stride)[] stages =
            [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)];
        foreach (var stage in stages)
        {
            for (var i = 0; i < stage.Repeats; i++)
            {
                x = Inverted(net, x, stage.Expansion, stage.Channels, i == 0 ? stage.Stride : 1);
            }
        }

        x = net.GlobalAverage(Unit(net, net.Conv(x, 1280, 1)));
        return net.Finish(net.Dense(net.Dropout(net.Flatten(x)), 1000, deviation: 1.5), softmax: false);
    }

    private static Signal Inverted(Layers net, Signal x, int expansion, int channels, int stride)
    {
        var wide = expansion == 1 ? x : Unit(net, net.Conv(x, x.Channels * expansion, 1));
        var y = Unit(net, net.Conv(wide, wide.Channels, 3, stride, pad: 1, groups: wide.Channels));
        y = net.BatchNorm(net.Conv(y, channels, 1));
        return stride == 1 && channels == x.Channels ? net.Add(x, y) : y;
    }

    private static Signal Unit(Layers net, Signal x) => net.Relu6(net.BatchNorm(x));
}
