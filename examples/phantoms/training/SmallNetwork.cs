using Krypton.Models.Onnx;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Krypton.Phantoms.Training;

/// <summary>
/// The bundled classifier. Four strided convolutions bring 224 down to 14, with a residual block at 28×28 and one at 14×14.
/// </summary>
internal sealed class SmallNetwork : FilmNetwork
{
    public SmallNetwork() : base("phantom_chest")
    {
        Stem = new ConvBlock("stem", 3, 16, 2);
        Down1 = new ConvBlock("down1", 16, 32, 2);
        Down2 = new ConvBlock("down2", 32, 64, 2);
        Residual2A = new ConvBlock("residual2a", 64, 64, 1);
        Residual2B = new ConvBlock("residual2b", 64, 64, 1);
        Down3 = new ConvBlock("down3", 64, 96, 2);
        Residual3A = new ConvBlock("residual3a", 96, 96, 1);
        Residual3B = new ConvBlock("residual3b", 96, 96, 1);
        Head = nn.Linear(96, 2);
        RegisterComponents();
    }

    public ConvBlock Stem { get; }
    public ConvBlock Down1 { get; }
    public ConvBlock Down2 { get; }
    public ConvBlock Residual2A { get; }
    public ConvBlock Residual2B { get; }
    public ConvBlock Down3 { get; }
    public ConvBlock Residual3A { get; }
    public ConvBlock Residual3B { get; }
    public override Linear Head { get; }
    public override int FeatureChannels => 96;

    public override Tensor Features(Tensor input)
    {
        var x = Stem.call(input).relu_();
        x = Down1.call(x).relu_();
        x = Down2.call(x).relu_();
        x = (Residual2B.call(Residual2A.call(x).relu_()) + x).relu_();
        x = Down3.call(x).relu_();
        return (Residual3B.call(Residual3A.call(x).relu_()) + x).relu_();
    }

    public override Tensor Classify(Tensor features) => Head.call(features.mean([2, 3]));

    public override string Write(OnnxBuilder onnx, string x)
    {
        x = Stem.Write(onnx, x);
        x = Down1.Write(onnx, x);
        x = Down2.Write(onnx, x);
        x = Residual(onnx, x, Residual2A, Residual2B);
        x = Down3.Write(onnx, x);
        return Residual(onnx, x, Residual3A, Residual3B);
    }

    private static string Residual(OnnxBuilder onnx, string x, ConvBlock first, ConvBlock second) =>
        onnx.Node("Relu", [onnx.Node("Add", [second.WriteConvolution(onnx, first.Write(onnx, x)), x])]);
}
