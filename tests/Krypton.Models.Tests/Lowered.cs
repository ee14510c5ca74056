using Krypton.Models.Network;
using Krypton.Models.Onnx;
using Krypton.Models.Tensors;
using Microsoft.ML.OnnxRuntime;
using OrtTensor = Microsoft.ML.OnnxRuntime.Tensors.DenseTensor<float>;

namespace Krypton.Models.Tests;

/// <summary>Imports small models and holds what their networks compute against the scalar definitions and ONNX Runtime.</summary>
internal static class Lowered
{
    public static Model Read(OnnxBuilder builder, string output) => Model.Read(builder.End(output), "tiny");

    /// <summary>The layers without the input: "Convolution Pool Convolution".</summary>
    public static string Layers(this Model model) =>
        string.Join(" ", model.Network.Nodes.Skip(1).Select(n => n.Layer.GetType().Name.Replace("Layer", "", StringComparison.Ordinal)));

    /// <summary>The model's only layer of that kind.</summary>
    public static T Only<T>(this Model model)
        where T : Layer => (T)Assert.Single(model.Network.Nodes, n => n.Layer is T).Layer;

    /// <summary>A seeded image in the model's own order of dimensions.</summary>
    public static Tensor Image(Model model, int seed = 5)
    {
        var shape = model.Input.Shape;
        int[] dims = model.Input.ChannelsLast ? [1, shape.Height, shape.Width, shape.Channels] : [1, shape.Channels, shape.Height, shape.Width];
        return Tensor.Of(TinyModel.Values(shape.Count, seed), dims);
    }

    /// <summary>Asserts that the kernels' maps are what the original graph's nodes compute: the logits, or every value the suffix reads.</summary>
    public static void AssertComputes(Model model)
    {
        Assert.Null(model.Suffix);
        var image = Image(model);
        var expected = ScalarRun.Evaluate(model.Graph, new Dictionary<string, Tensor> { [model.Input.Name] = image })[model.Logits];
        var map = Tensor.Of(Maps(model, image)[model.Network.Outputs[0]], expected.Shape);
        Assert.Null(Tolerance.Kernel.Difference(map, expected));
        Assert.Null(Tolerance.Kernel.Difference(RunOnnx(model.NaiveOnnx, (model.Input.Name, image)), expected));
    }

    /// <summary>The kernels' maps of an image.</summary>
    public static float[][] Maps(Model model, Tensor image) =>
        NetworkRun.Maps(model.Network.Nodes, model.Input.ChannelsLast ? image.Floats : NetworkRun.Image(image, 0));

    /// <summary>The suffix run on ONNX Runtime, fed by the network on the kernels.</summary>
    public static Tensor RunSuffix(Model model, Tensor image)
    {
        var maps = Maps(model, image);
        return RunOnnx(model.Suffix!.Onnx, [.. model.Suffix.Inputs.Select(cut => (cut.Name, NetworkRun.ToOnnx(maps[cut.Node], cut.Shape, cut.Dims)))]);
    }

    /// <summary>The only output of an ONNX model on ONNX Runtime.</summary>
    public static Tensor RunOnnx(byte[] onnx, params (string Name, Tensor Value)[] inputs)
    {
        using var session = new InferenceSession(onnx);
        using var results = session.Run([.. inputs.Select(i => NamedOnnxValue.CreateFromTensor(i.Name, new OrtTensor(i.Value.Floats, i.Value.Shape)))]);
        var output = results[0].AsTensor<float>();
        return Tensor.Of([.. output], output.Dimensions.ToArray());
    }
}
