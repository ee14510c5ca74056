using Krypton.Models.Onnx;

namespace Krypton.Models.Tests;

/// <summary>Small classifiers, written node by node.</summary>
internal static class TinyModel
{
    /// <summary>A graph with the input "x" of open batch size, 3 × 8 × 8.</summary>
    public static OnnxBuilder Begin(int opset = 17)
    {
        var builder = new OnnxBuilder(opset);
        builder.Input("x", null, 3, 8, 8);
        return builder;
    }

    /// <summary>Seeded values between −1 and 1.</summary>
    public static float[] Values(int count, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() * 2) - 1)];
    }

    /// <summary>A float initializer of seeded values.</summary>
    public static string Weights(this OnnxBuilder builder, params int[] dims) =>
        builder.Constant(Values(dims.Aggregate(1, (p, d) => p * d), dims.Sum()), dims);

    public static string Conv(this OnnxBuilder builder, string x, int inputs, int outputs, int kernel = 3, params (string, object)[] attributes) =>
        builder.Node("Conv", [x, builder.Weights(outputs, inputs, kernel, kernel), builder.Weights(outputs)], attributes);

    /// <summary>Global average pooling, Flatten and a dense layer.</summary>
    public static string Classify(this OnnxBuilder builder, string x, int channels, int classes = 5)
    {
        var vector = builder.Node("Flatten", [builder.Node("GlobalAveragePool", [x])]);
        return builder.Node("Gemm", [vector, builder.Weights(classes, channels), builder.Weights(classes)], ("transB", 1));
    }

    /// <summary>The file's bytes, with that value as its output.</summary>
    public static byte[] End(this OnnxBuilder builder, string output)
    {
        builder.Output(output);
        return builder.ToBytes();
    }

    /// <summary>Convolution, ReLU, a folded Reshape, a dense layer and a softmax.</summary>
    public static byte[] Bytes()
    {
        var b = Begin();
        var map = b.Node("Relu", [b.Conv("x", 3, 4, 3, ("pads", new[] { 1, 1, 1, 1 }))]);
        var pooled = b.Node("MaxPool", [map], ("kernel_shape", new[] { 2, 2 }), ("strides", new[] { 2, 2 }));
        var batch = b.Node("Gather", [b.Node("Shape", [pooled]), b.Constant([0L])]);
        var target = b.Node("Concat", [b.Node("Unsqueeze", [batch, b.Constant([0L], 1)]), b.Constant([-1L], 1)], ("axis", 0));
        var vector = b.Node("Reshape", [pooled, target]);
        return b.End(b.Node("Softmax", [b.Node("Gemm", [vector, b.Weights(5, 64), b.Weights(5)], ("transB", 1))]));
    }
}
