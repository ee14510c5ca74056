using Krypton.Models;
using Krypton.Models.Network;
using Krypton.Models.Onnx;

namespace Krypton.Execution.Calibration;

/// <summary>A small network of mostly one family of layers, and the same without them: the difference in time is theirs.</summary>
/// <param name="Family">The family.</param>
/// <param name="Model">A 1×1 convolution from the image, the layers, and the mean over the map.</param>
/// <param name="Without">The same without the layers.</param>
internal sealed record CalibrationNetwork(LayerFamily Family, Model Model, Model Without)
{
    /// <summary>Every family at a few sizes that networks have: channels, then height and width of the map.</summary>
    public static IEnumerable<CalibrationNetwork> All()
    {
        var winograd = Of(LayerFamily.Winograd, [(64, 56), (128, 28), (256, 14), (512, 7)], (n, x) => n.Conv(n.Conv(x, x.Channels, 3), x.Channels, 3));
        var line = Of(LayerFamily.WinogradLine, [(128, 17), (192, 17), (384, 8)], (n, x) => n.Conv(n.Conv(n.Conv(x, x.Channels, (1, 7)), x.Channels, (7, 1)), x.Channels, (1, 3)));
        var pointwise = Of(
            LayerFamily.Pointwise, [(32, 56), (64, 56), (128, 28), (256, 14), (512, 7), (1024, 1)],
            (n, x) => n.Conv(n.Conv(n.Conv(x, x.Channels * 2, 1), x.Channels / 2, 1), x.Channels, 1));
        var residual = Of(LayerFamily.Pointwise, [(256, 56), (512, 28), (1024, 14)], (n, x) => n.Relu(n.Add(n.Linear(n.Conv(x, x.Channels / 4, 1), x.Channels), x)));
        var direct = Of(LayerFamily.Direct, [(32, 56), (64, 35), (128, 28), (256, 14)], (n, x) => n.Conv(n.Conv(x, x.Channels, 5), x.Channels, 3, stride: 2));
        var stems = Stems((32, 3), (64, 7));
        var grouped = Of(LayerFamily.Grouped, [(64, 28), (128, 28), (256, 14)], (n, x) => n.Conv(n.Conv(x, x.Channels, 3, groups: 4), x.Channels, 3, groups: 8));
        var depthwise = Of(
            LayerFamily.Depthwise, [(32, 112), (144, 56), (512, 14), (960, 7)],
            (n, x) => n.Conv(n.Conv(n.Conv(x, x.Channels, 3, groups: x.Channels), x.Channels, 5, groups: x.Channels), x.Channels, 3, stride: 2, groups: x.Channels));
        var dense = Of(LayerFamily.Dense, [(256, 7), (128, 7), (64, 14)], (n, x) => n.Dense(x, 1024));
        var maxPool = Of(LayerFamily.MaxPool, [(64, 112), (192, 28), (480, 14)], (n, x) => n.Pool("MaxPool", n.Pool("MaxPool", x, 3, 1), 3, 2));
        var averagePool = Of(LayerFamily.AveragePool, [(64, 56), (192, 28), (480, 14)], (n, x) => n.Pool("AveragePool", n.Pool("AveragePool", x, 3, 1), 2, 2));
        var elementwise = Of(LayerFamily.Elementwise, [(64, 56), (256, 28), (512, 14)], (n, x) => n.Relu(n.BatchNorm(n.Add(n.Multiply(x, x), x))));
        var transcendental = Of(LayerFamily.Transcendental, [(64, 56), (256, 28), (512, 14)], (n, x) => n.Sigmoid(n.Sigmoid(n.Sigmoid(x))));
        var layout = Of(LayerFamily.Layout, [(32, 56), (128, 28), (256, 14)], (n, x) => n.Concat(n.Concat(n.Concat(x, x), x), x));
        var normalization = Of(LayerFamily.Normalization, [(64, 28), (192, 14)], (n, x) => n.Normalize(n.Normalize(x)));
        var softmax = Of(LayerFamily.Softmax, [(64, 28), (256, 14)], (n, x) => n.Softmax(n.Softmax(x)));
        return
        [
            .. winograd, .. line, .. pointwise, .. residual, .. direct, .. stems, .. grouped, .. depthwise, .. dense,
            .. maxPool, .. averagePool, .. elementwise, .. transcendental, .. layout, .. normalization, .. softmax,
        ];
    }

    /// <summary>Three layers as at the end of a residual network: few pixels, and 113 MB of Winograd's weights.</summary>
    public static Model WideTiles() => Build("wide tiles", (512, 7), (n, x) => n.Conv(n.Conv(n.Conv(x, 512, 3), 512, 3), 512, 3));

    private static IEnumerable<CalibrationNetwork> Of(LayerFamily family, (int Channels, int Size)[] sizes, Func<CalibrationLayers, CalibrationMap, CalibrationMap> layers) =>
        sizes.Select(size => new CalibrationNetwork(family, Build($"{family}", size, layers), Build("none", size, (_, x) => x)));

    /// <summary>First layers: few channels, large maps.</summary>
    private static IEnumerable<CalibrationNetwork> Stems(params (int Outputs, int Kernel)[] stems) => stems.Select(stem =>
    {
        var without = new CalibrationLayers();
        var with = new CalibrationLayers();
        return new CalibrationNetwork(
            LayerFamily.Direct,
            Model.Read(with.Finish(with.Conv(with.Image(112), stem.Outputs, stem.Kernel, stride: 2)), "stem"),
            Model.Read(without.Finish(without.Image(112)), "none"));
    });

    private static Model Build(string name, (int Channels, int Size) size, Func<CalibrationLayers, CalibrationMap, CalibrationMap> layers)
    {
        var network = new CalibrationLayers();
        return Model.Read(network.Finish(layers(network, network.Conv(network.Image(size.Size), size.Channels, 1))), name);
    }
}
