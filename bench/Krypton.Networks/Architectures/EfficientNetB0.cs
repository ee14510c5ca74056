namespace Krypton.Networks.Architectures;

/// <summary>EfficientNet-B0 (Tan and Le, ICML 2019, table 1): inverted bottlenecks with SiLU and squeeze-and-excitation.</summary>
internal static class EfficientNetB0
{
    /// <summary>The squeeze keeps a quarter of the channels that enter the block.</summary>
    private const int Squeeze = 4;

    public static byte[] Build(int seed)
    {
        var net = new Layers(seed);
        var x = Unit(net, net.Conv(net.Image(224), 32, 3, stride: 2, pad: 1));
        (int Expansion, int Channels, int Repeats, int Stride, int Kernel)[] stages =
            [(1, 16, 1, 1, 3), (6, 24, 2, 2, 3), (6, 40, 2, 2, 5), (6, 80, 3, 2, 3), (6, 112, 3, 1, 5), (6, 192, 4, 2, 5), (6, 320, 1, 1, 3)];
        foreach (var stage in stages)
        {
            for (var i = 0; i < stage.Repeats; i++)
            {
                x = Inverted(net, x, stage.Expansion, stage.Channels, i == 0 ? stage.Stride : 1, stage.Kernel);
            }
        }

        x = net.GlobalAverage(Unit(net, net.Conv(x, 1280, 1)));
        return net.Finish(net.Dense(net.Dropout(net.Flatten(x)), 1000, deviation: 0.6), softmax: false);
    }

    private static Signal Inverted(Layers net, Signal x, int expansion, int channels, int stride, int kernel)
    {
        var wide = expansion == 1 ? x : Unit(net, net.Conv(x, x.Channels * expansion, 1));
        var y = Unit(net, net.Conv(wide, wide.Channels, kernel, stride, pad: kernel / 2, groups: wide.Channels));
        y = net.BatchNorm(net.Conv(Excited(net, y, x.Channels / Squeeze), channels, 1));
        return stride == 1 && channels == x.Channels ? net.Add(x, y) : y;
    }

    private static Signal Excited(Layers net, Signal x, int squeezed)
    {
        var s = net.Swish(net.Conv(net.GlobalAverage(x), squeezed, 1, bias: true));
        return net.Multiply(x, net.Gate(net.Conv(s, x.Channels, 1, deviation: 0.5)));
    }

    private static Signal Unit(Layers net, Signal x) => net.Swish(net.BatchNorm(x));
}
