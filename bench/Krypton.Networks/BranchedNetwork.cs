namespace Krypton.Networks;

/// <summary>A small classifier of 224 × 224 colour pixels in which every kind of branch occurs: a concatenation that a pool reads too, residuals with and without a strided 1×1 shortcut, batch normalisation in front of a 1×1 layer over several maps, depthwise windows.</summary>
/// <remarks>Along branches, maps change in different places; what reads several of them reads originals beside changes.</remarks>
public static class BranchedNetwork
{
    private const int Classes = 3;

    /// <summary>The network as an ONNX file; the same seed gives the same bytes.</summary>
    public static byte[] Build(int seed)
    {
        var net = new Layers(seed);
        var x = net.Relu(net.Conv(net.Image(224), 16, 7, stride: 4, pad: 3, bias: true));
        x = net.Concat(net.Relu(net.Conv(x, 16, 1, bias: true)), net.Relu(net.Conv(x, 16, 3, pad: 1, bias: true)), net.MaxPool(x, 3, 1, pad: 1));
        x = net.Concat(net.MaxPool(x, 3, 2, pad: 1), net.Relu(net.Conv(x, 24, 1, stride: 2)));
        x = Residual(net, net.Relu(net.Conv(x, 32, 1, bias: true)), 32, stride: 1);
        x = Residual(net, x, 48, stride: 2);
        x = net.Concat(x, net.Relu(net.BatchNorm(net.Conv(x, 48, 3, pad: 1, groups: 48))));
        x = net.Relu(net.Conv(net.Relu(net.BatchNorm(x)), 32, 1));
        return net.Finish(net.Dense(net.Flatten(net.GlobalAverage(x)), Classes, deviation: 4), softmax: true);
    }

    private static Signal Residual(Layers net, Signal x, int outputs, int stride)
    {
        var y = net.Relu(net.BatchNorm(net.Conv(net.Relu(net.Conv(x, 16, 1)), 16, 3, stride, pad: 1)));
        var shortcut = x.Channels == outputs && stride == 1 ? x : net.BatchNorm(net.Conv(x, outputs, 1, stride));
        return net.Relu(net.Add(net.BatchNorm(net.Conv(y, outputs, 1)), shortcut));
    }
}
