namespace Krypton.Networks.Architectures;

/// <summary>Inception v3 (Szegedy et al., CVPR 2016, table 1) as torchvision writes it, without the auxiliary classifier.</summary>
internal sealed class InceptionV3
{
    private readonly Layers _net;

    private InceptionV3(int seed) => _net = new Layers(seed);

    public static byte[] Build(int seed) => new InceptionV3(seed).Build();

    private byte[] Build()
    {
        var x = Unit(Unit(Unit(_net.Image(299), 32, 3, stride: 2), 32, 3), 64, 3, pad: 1);
        x = _net.MaxPool(x, 3, 2);
        x = _net.MaxPool(Unit(Unit(x, 80, 1), 192, 3), 3, 2);
        x = Fine(Fine(Fine(x, 32), 64), 64);
        x = FineToMiddle(x);
        foreach (var width in new[] { 128, 160, 160, 192 })
        {
            x = Middle(x, width);
        }

        x = Coarse(Coarse(MiddleToCoarse(x)));
        return _net.Finish(_net.Dense(_net.Flatten(_net.Dropout(_net.GlobalAverage(x))), 1000, deviation: 2), softmax: false);
    }

    private Signal Unit(Signal x, int channels, int kernel, int stride = 1, int pad = 0) =>
        _net.Relu(_net.BatchNorm(_net.Conv(x, channels, kernel, stride, pad), epsilon: 1e-3f));

    private Signal Row(Signal x, int channels, int kernel) =>
        _net.Relu(_net.BatchNorm(_net.Conv(x, channels, (1, kernel), (0, kernel / 2)), epsilon: 1e-3f));

    private Signal Column(Signal x, int channels, int kernel) =>
        _net.Relu(_net.BatchNorm(_net.Conv(x, channels, (kernel, 1), (kernel / 2, 0)), epsilon: 1e-3f));

    private Signal Pooled(Signal x, int channels) => Unit(_net.AveragePool(x, 3, 1, pad: 1), channels, 1);

    private Signal Fine(Signal x, int pooled) => _net.Concat(
        Unit(x, 64, 1),
        Unit(Unit(x, 48, 1), 64, 5, pad: 2),
        Unit(Unit(Unit(x, 64, 1), 96, 3, pad: 1), 96, 3, pad: 1),
        Pooled(x, pooled));

    private Signal FineToMiddle(Signal x) => _net.Concat(
        Unit(x, 384, 3, stride: 2),
        Unit(Unit(Unit(x, 64, 1), 96, 3, pad: 1), 96, 3, stride: 2),
        _net.MaxPool(x, 3, 2));

    private Signal Middle(Signal x, int width) => _net.Concat(
        Unit(x, 192, 1),
        Column(Row(Unit(x, width, 1), width, 7), 192, 7),
        Row(Column(Row(Column(Unit(x, width, 1), width, 7), width, 7), width, 7), 192, 7),
        Pooled(x, 192));

    private Signal MiddleToCoarse(Signal x) => _net.Concat(
        Unit(Unit(x, 192, 1), 320, 3, stride: 2),
        Unit(Column(Row(Unit(x, 192, 1), 192, 7), 192, 7), 192, 3, stride: 2),
        _net.MaxPool(x, 3, 2));

    private Signal Coarse(Signal x)
    {
        var single = Unit(x, 384, 1);
        var twice = Unit(Unit(x, 448, 1), 384, 3, pad: 1);
        return _net.Concat(
            Unit(x, 320, 1),
            _net.Concat(Row(single, 384, 3), Column(single, 384, 3)),
            _net.Concat(Row(twice, 384, 3), Column(twice, 384, 3)),
            Pooled(x, 192));
    }
}
