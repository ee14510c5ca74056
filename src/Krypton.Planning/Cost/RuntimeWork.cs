using Krypton.Models.Network;

namespace Krypton.Planning.Cost;

/// <summary>What layers ask of ONNX Runtime, which runs whole maps and fuses only part of what ours does.</summary>
public static class RuntimeWork
{
    /// <param name="network">The network.</param>
    /// <param name="node">One of its nodes.</param>
    /// <param name="images">Images.</param>
    /// <param name="batch">Images an inference.</param>
    public static IEnumerable<LayerWork> Of(NetworkGraph network, NetworkNode node, double images, int batch)
    {
        if (node.Layer is InputLayer or ConstantLayer || images == 0)
        {
            return [];
        }

        var inputs = network.InputShapes(node);
        var calls = Math.Ceiling(images / batch);
        var written = (double)node.Shape.Count;
        var bytes = Floats((inputs.Sum(i => (double)i.Count) + written) * images);
        var work = new LayerWork(
            Family(LayerFamilies.Of(node, inputs)),
            Flops.PerPixel(node, inputs) * node.Shape.Pixels * images,
            bytes,
            Caches.Far(bytes, calls),
            node.Layer is ConvolutionLayer c ? Floats(c.Weights.LongLength) * calls : 0,
            0,
            calls);
        return node.Layer switch
        {
            // An activation of its own kind is the layer itself; SiLU is a sigmoid and a product.
            ActivationLayer a => OfActivation(a.Activation, written, images, calls),
            ConvolutionLayer { IsPointwise: true } conv => [.. OfInput(conv, inputs, images, calls), work, .. OfFused(node.Layer, written, images, calls)],
            AffineLayer affine => OfAffine(affine, written, images, calls),
            FlattenLayer => [],
            _ => [work, .. OfFused(node.Layer, written, images, calls)],
        };
    }

    /// <summary>ONNX Runtime pools a whole map as any other and knows no cheaper way for lines.</summary>
    private static LayerFamily Family(LayerFamily family) => family switch
    {
        LayerFamily.GlobalPool => LayerFamily.AveragePool,
        _ => family,
    };

    /// <summary>What our kernel does while it reads are passes there: joining the parts, then batch normalisation and its activation.</summary>
    private static IEnumerable<LayerWork> OfInput(ConvolutionLayer layer, MapShape[] inputs, double images, double calls)
    {
        var values = inputs.Take(layer.Parts).Sum(i => (double)i.Count);
        IEnumerable<LayerWork> joined = layer.Parts > 1 ? [Pass(LayerFamily.Layout, values, 2, images, calls)] : [];
        return layer.Input is { } affine ? joined.Concat(OfAffine(affine, values, images, calls)) : joined;
    }

    private static IEnumerable<LayerWork> OfAffine(AffineLayer affine, double values, double images, double calls) =>
        [Pass(LayerFamily.Elementwise, values, 2, images, calls), .. OfActivation(affine.Activation, values, images, calls)];

    /// <summary>Convolutions take in all activations but SiLU and its like; sums take in none.</summary>
    private static IEnumerable<LayerWork> OfFused(Layer layer, double values, double images, double calls)
    {
        var activation = KernelWork.Fused(layer);
        var free = layer is ConvolutionLayer && LayerFamilies.OfActivation(activation) != LayerFamily.Transcendental;
        return free ? [] : OfActivation(activation, values, images, calls);
    }

    private static IEnumerable<LayerWork> OfActivation(Activation activation, double values, double images, double calls) => activation.Kind switch
    {
        ActivationKind.None => [],
        ActivationKind.Silu => [Pass(LayerFamily.Transcendental, values, 2, images, calls), Pass(LayerFamily.Elementwise, values, 3, images, calls)],
        _ => [Pass(LayerFamilies.OfActivation(activation), values, 2, images, calls)],
    };

    /// <summary>One operation a value, over that many maps read and written.</summary>
    private static LayerWork Pass(LayerFamily family, double values, int maps, double images, double calls) =>
        new(family, values * images, Floats(maps * values * images), Caches.Far(Floats(maps * values * images), calls), 0, 0, calls);

    private static double Floats(double count) => count * sizeof(float);
}
