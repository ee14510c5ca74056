using Krypton.Models.Onnx;
using static TorchSharp.torch;

namespace Krypton.Phantoms.Training;

/// <summary>Writes the trained network as ONNX: normalisation folded into the convolutions, a softmax at the end, a symbolic batch.</summary>
internal static class OnnxExport
{
    public static byte[] Write(FilmNetwork network, string name)
    {
        var onnx = new OnnxBuilder(name: name);
        var x = network.Write(onnx, onnx.Input("film", null, 3, PhantomFilm.Size, PhantomFilm.Size));
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

    private static string Constant(OnnxBuilder onnx, Tensor tensor) =>
        onnx.Constant(tensor.detach().contiguous().data<float>().ToArray(), [.. tensor.shape.Select(d => (int)d)]);
}
