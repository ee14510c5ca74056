using Krypton.Models.Onnx;
using static TorchSharp.torch;

namespace Krypton.Phantoms.Training;

/// <summary>Writes the trained network as ONNX: normalisation folded into the convolutions, a softmax at the end, a symbolic batch.</summary>
internal static class OnnxExport
{
    public static byte[] Write(Network network)
    {
        var onnx = new OnnxBuilder(name: "phantom-chest");
        var x = onnx.Input("film", null, 3, PhantomFilm.Size, PhantomFilm.Size);
        x = Relu(onnx, Conv(onnx, x, network.Stem));
        x = Relu(onnx, Conv(onnx, x, network.Down1));
        x = Relu(onnx, Conv(onnx, x, network.Down2));
        x = Residual(onnx, x, network.Residual2A, network.Residual2B);
        x = Relu(onnx, Conv(onnx, x, network.Down3));
        x = Residual(onnx, x, network.Residual3A, network.Residual3B);
        x = onnx.Node("GlobalAveragePool", [x]);
        x = onnx.Node("Flatten", [x], ("axis", 1));
        x = onnx.Node("Gemm", [x, Constant(onnx, network.Head.weight!), Constant(onnx, network.Head.bias!)], ("transB", 1));
        onnx.Output(onnx.Node("Softmax", [x], ("axis", 1)), null, 2);
        foreach (var (key, value) in Preprocessing.Metadata)
        {
            onnx.Model.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
        }

        return onnx.ToBytes();
    }

    private static string Residual(OnnxBuilder onnx, string x, ConvBlock first, ConvBlock second) =>
        Relu(onnx, onnx.Node("Add", [Conv(onnx, Relu(onnx, Conv(onnx, x, first)), second), x]));

    private static string Conv(OnnxBuilder onnx, string x, ConvBlock block)
    {
        var (weight, shape, bias) = block.Fold();
        return onnx.Node("Conv", [x, onnx.Constant(weight, shape), onnx.Constant(bias, bias.Length)],
            ("kernel_shape", (int[])[3, 3]), ("strides", (int[])[block.Stride, block.Stride]), ("pads", (int[])[1, 1, 1, 1]));
    }

    private static string Relu(OnnxBuilder onnx, string x) => onnx.Node("Relu", [x]);

    private static string Constant(OnnxBuilder onnx, Tensor tensor) =>
        onnx.Constant(tensor.detach().contiguous().data<float>().ToArray(), [.. tensor.shape.Select(d => (int)d)]);
}
