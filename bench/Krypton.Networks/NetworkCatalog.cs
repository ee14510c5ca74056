using Krypton.Networks.Architectures;

namespace Krypton.Networks;

/// <summary>Published architectures at full size with seeded weights, 1000 classes and an open batch size, as ONNX files.</summary>
public static class NetworkCatalog
{
    private static readonly OrderedDictionary<string, Func<int, byte[]>> Networks = new()
    {
        ["vgg16"] = Vgg16.Build,
        ["resnet18"] = seed => ResNet.Build(seed, bottlenecks: false, 2, 2, 2, 2),
        ["resnet50"] = seed => ResNet.Build(seed, bottlenecks: true, 3, 4, 6, 3),
        ["inception_v3"] = InceptionV3.Build,
        ["densenet121"] = DenseNet121.Build,
        ["squeezenet1_1"] = SqueezeNet11.Build,
        ["mobilenet_v1"] = MobileNetV1.Build,
        ["mobilenet_v2"] = MobileNetV2.Build,
        ["efficientnet_b0"] = EfficientNetB0.Build,
    };

    public static IReadOnlyList<string> Names { get; } = [.. Networks.Keys];

    /// <summary>The network as an ONNX file; the same seed gives the same bytes.</summary>
    /// <exception cref="ArgumentException">There is no such network.</exception>
    public static byte[] Build(string name, int seed) => Networks.TryGetValue(name, out var build)
        ? build(seed)
        : throw new ArgumentException($"there is no network '{name}'; there are {string.Join(", ", Names)}", nameof(name));
}
