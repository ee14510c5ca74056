namespace Krypton.Networks.Architectures;

/// <summary>SqueezeNet 1.1 (Iandola et al., 2016, in its authors' second, smaller version).</summary>
internal static class SqueezeNet11
{
    /// <summary>The scores are means over the map, which leave a tenth of it.</summary>
    private const double LogitDeviation = 12;

    public static byte[] Build(int seed)
    {
        var net = new Layers(seed);
        var x = net.MaxPool(net.Relu(net.Conv(net.Image(224), 64, 3, stride: 2, bias: true)), 3, 2, ceil: true);
        x = net.MaxPool(Fire(net, Fire(net, x, 16, 64), 16, 64), 3, 2, ceil: true);
        x = net.MaxPool(Fire(net, Fire(net, x, 32, 128), 32, 128), 3, 2, ceil: true);
        x = Fire(net, Fire(net, x, 48, 192), 48, 192);
        x = net.Dropout(Fire(net, Fire(net, x, 64, 256), 64, 256));
        x = net.Relu(net.Conv(x, 1000, 1, bias: true, deviation: LogitDeviation));
        return net.Finish(net.Flatten(net.GlobalAverage(x)), softmax: true);
    }

    private static Signal Fire(Layers net, Signal x, int squeezed, int expanded)
    {
        var s = net.Relu(net.Conv(x, squeezed, 1, bias: true));
        return net.Concat(net.Relu(net.Conv(s, expanded, 1, bias: true)), net.Relu(net.Conv(s, expanded, 3, pad: 1, bias: true)));
    }
}
