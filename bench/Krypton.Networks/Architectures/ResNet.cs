namespace Krypton.Networks.Architectures;

/// <summary>Residual networks (He et al., CVPR 2016, table 1); those of bottlenecks stride in the 3×3 convolution, as torchvision's do.</summary>
internal static class ResNet
{
    private const int Expansion = 4;

    public static byte[] Build(int seed, bool bottlenecks, params ReadOnlySpan<int> blocks)
    {
        var net = new Layers(seed);
        var x = net.MaxPool(net.Relu(net.BatchNorm(net.Conv(net.Image(224), 64, 7, stride: 2, pad: 3))), 3, 2, pad: 1);
        for (var stage = 0; stage < blocks.Length; stage++)
        {
            for (var block = 0; block < blocks[stage]; block++)
            {
                var (width, stride) = (64 << stage, stage > 0 && block == 0 ? 2 : 1);
                x = bottlenecks ? Bottleneck(net, x, width, stride) : Basic(net, x, width, stride);
            }
        }

        return net.Finish(net.Dense(net.Flatten(net.GlobalAverage(x)), 1000, deviation: 2), softmax: false);
    }

    private static Signal Basic(Layers net, Signal x, int width, int stride)
    {
        var y = net.Relu(net.BatchNorm(net.Conv(x, width, 3, stride, pad: 1)));
        y = net.BatchNorm(net.Conv(y, width, 3, pad: 1));
        return net.Relu(net.Add(y, Shortcut(net, x, width, stride)));
    }

    private static Signal Bottleneck(Layers net, Signal x, int width, int stride)
    {
        var y = net.Relu(net.BatchNorm(net.Conv(x, width, 1)));
        y = net.Relu(net.BatchNorm(net.Conv(y, width, 3, stride, pad: 1)));
        y = net.BatchNorm(net.Conv(y, width * Expansion, 1));
        return net.Relu(net.Add(y, Shortcut(net, x, width * Expansion, stride)));
    }

    private static Signal Shortcut(Layers net, Signal x, int channels, int stride) =>
        x.Channels == channels && stride == 1 ? x : net.BatchNorm(net.Conv(x, channels, 1, stride));
}
