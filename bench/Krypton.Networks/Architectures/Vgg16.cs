namespace Krypton.Networks.Architectures;

/// <summary>VGG16 (Simonyan and Zisserman, ICLR 2015, table 1, column D).</summary>
internal static class Vgg16
{
    public static byte[] Build(int seed)
    {
        var net = new Layers(seed);
        var x = net.Image(224);
        foreach (var (channels, convolutions) in new[] { (64, 2), (128, 2), (256, 3), (512, 3), (512, 3) })
        {
            for (var i = 0; i < convolutions; i++)
            {
                x = net.Relu(net.Conv(x, channels, 3, pad: 1, bias: true));
            }

            x = net.MaxPool(x, 2, 2);
        }

        x = net.Flatten(x, pixels: 7 * 7);
        x = net.Dropout(net.Relu(net.Dense(x, 4096)));
        x = net.Dropout(net.Relu(net.Dense(x, 4096)));
        return net.Finish(net.Dense(x, 1000, deviation: 1.5), softmax: true);
    }
}
