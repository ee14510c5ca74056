using Krypton.Models.Onnx;

namespace Krypton.Studio.Library.Garden;

/// <summary>
/// A classifier of garden pictures with weights set by hand: it knows leaves, berries and blossom by their colours, smooths what it
/// finds and adds it up. Anyone can check what it must hang on, which makes it a first use case in colour.
/// </summary>
internal static class GardenModel
{
    private const string Labels = "leaves,berries,blossom";
    private const int Kinds = 3;

    /// <summary>The ONNX file: N×3×224×224 pixels divided by 255, RGB, to N×3 probabilities.</summary>
    public static byte[] ToOnnx()
    {
        var graph = new OnnxBuilder(17, "garden");
        foreach (var (key, value) in new[] { ("mean", "0"), ("std", "255"), ("channels", "RGB"), ("labels", Labels) })
        {
            graph.Model.MetadataProps.Add(new StringStringEntryProto { Key = $"krypton.{key}", Value = value });
        }

        // Green above red; red far above green; red, green and blue high together.
        float[] colors = [-2, 2, 0, 2, -2, 0, 1.2f, 1.2f, 1.2f];
        var found = Convolve(graph, graph.Input("pixels", null, 3, GardenPicture.Side, GardenPicture.Side), colors, [-0.1f, -0.4f, -2.4f], kernel: 1, stride: 1);
        for (var i = 0; i < 4; i++)
        {
            found = Convolve(graph, found, Smoothing(), new float[Kinds], kernel: 3, stride: i < 2 ? 2 : 1);
        }

        var sums = graph.Node("Flatten", [graph.Node("GlobalAveragePool", [found])], ("axis", 1));
        float[] votes = [3, 0, 0, 0, 110, 0, 0, 0, 80];
        var logits = graph.Node("Gemm", [sums, graph.Constant(votes, Kinds, Kinds), graph.Constant([0.2f, -0.4f, -0.4f], Kinds)], ("transB", 1));
        graph.Output(graph.Node("Softmax", [logits], ("axis", 1)), null, Kinds);
        return graph.ToBytes();
    }

    private static string Convolve(OnnxBuilder graph, string map, float[] weights, float[] bias, int kernel, int stride)
    {
        var pad = kernel / 2;
        var inputs = new[] { map, graph.Constant(weights, Kinds, Kinds, kernel, kernel), graph.Constant(bias, Kinds) };
        return graph.Node("Relu", [graph.Node("Conv", inputs, ("kernel_shape", new[] { kernel, kernel }), ("strides", new[] { stride, stride }), ("pads", new[] { pad, pad, pad, pad }))]);
    }

    /// <summary>Each kind of its own neighbourhood, a little less where another kind is.</summary>
    private static float[] Smoothing()
    {
        var weights = new float[Kinds * Kinds * 9];
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = i / 9 / Kinds == i / 9 % Kinds ? 1 / 9f : -0.01f;
        }

        return weights;
    }
}
