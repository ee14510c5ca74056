using System.Runtime.InteropServices;
using Google.Protobuf;
using Krypton.Models.Onnx;
using DataType = Krypton.Models.Onnx.TensorProto.Types.DataType;

namespace Krypton.Models.Tests.Lowering;

public class HalfPrecisionTests
{
    [Fact]
    public void A_half_precision_model_runs_in_single_precision_everywhere()
    {
        var b = TinyModel.Begin();
        var output = b.Classify(b.Node("Relu", [b.Conv("x", 3, 4)]), 4);
        Narrow(b.Model);
        b.Model.Graph.Input[0].Type.TensorType.ElemType = (int)DataType.Float16;
        var model = Lowered.Read(b, output);
        Assert.Equal("Convolution Pool Convolution", model.Layers());
        Lowered.AssertComputes(model);
    }

    [Fact]
    public void Half_precision_between_casts_is_widened_too()
    {
        // As converters write it that keep the input and output in single precision.
        var b = TinyModel.Begin();
        var inner = b.Classify(b.Conv(b.Node("Cast", ["x"], ("to", (int)DataType.Float16)), 3, 4), 4);
        Narrow(b.Model);
        var model = Lowered.Read(b, b.Node("Cast", [inner], ("to", (int)DataType.Float)));
        Assert.Equal("Convolution Pool Convolution", model.Layers());
        Lowered.AssertComputes(model);
    }

    [Fact]
    public void A_half_precision_suffix_is_widened_with_the_network()
    {
        var b = TinyModel.Begin();
        var output = b.Classify(b.Node("Softplus", [b.Conv("x", 3, 4)]), 4);
        Narrow(b.Model);
        b.Model.Graph.Input[0].Type.TensorType.ElemType = (int)DataType.Float16;
        var model = Lowered.Read(b, output);
        var image = Lowered.Image(model);
        Assert.Null(Tolerance.Kernel.Difference(Lowered.RunSuffix(model, image), Lowered.RunOnnx(model.NaiveOnnx, ("x", image))));
    }

    private static void Narrow(ModelProto model)
    {
        foreach (var tensor in model.Graph.Initializer.Where(t => t.DataType == (int)DataType.Float))
        {
            Half[] halves = [.. TensorReader.Read(tensor).Floats.Select(f => (Half)f)];
            tensor.DataType = (int)DataType.Float16;
            tensor.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(halves.AsSpan()));
        }
    }
}
