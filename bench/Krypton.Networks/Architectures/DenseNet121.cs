namespace Krypton.Networks.Architectures;

/// <summary>DenseNet-121 (Huang et al., CVPR 2017, table 1).</summary>
internal static class DenseNet121
{
    private const int Growth = 32;

    public static byte[] Build(int seed)
    {
        var net = new Layers(seed);
        var x = net.MaxPool(Normalized(net, net.Conv(net.Image(224), 64, 7, stride: 2, pad: 3)), 3, 2, pad: 1);
        int[] blocks = [6, 12, 24, 16];
        for (var block = 0; block < blocks.Length; block++)
        {
            for (var layer = 0; layer < blocks[block]; layer++)
            {
                var y = net.Conv(Normalized(net, x), 4 * Growth, 1);
                x = net.Concat(x, net.Conv(Normalized(net, y), Growth, 3, pad: 1));
            }

            if (block < blocks.Length - 1)
            {
                x = net.AveragePool(net.Conv(Normalized(net, x), x.Channels / 2, 1), 2, 2);
            }
        }

        return net.Finish(net.Dense(net.Flatten(net.GlobalAverage(Normalized(net, x))), 1000, deviation: 1.5), softmax: false);
    }

    private static Signal Normalized(Layers net, Signal x) => net.Relu(net.BatchNorm(x));
}
