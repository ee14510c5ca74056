using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Krypton.Phantoms.Training;

/// <summary>
/// The classifier: 1×3×224×224 to two logits. Four strided convolutions bring 224 down to 14, with a residual block at 28×28
/// and one at 14×14; global average pooling and a linear layer end it.
/// </summary>
internal sealed class Network : nn.Module<Tensor, Tensor>
{
    public Network() : base("phantom_chest")
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
    public Linear Head { get; }

    /// <summary>How many numbers were trained.</summary>
    public long Parameters => parameters().Sum(p => p.numel());

    public override Tensor forward(Tensor input) => Classify(Features(input));

    /// <summary>The last activation: batch × 96 × 14 × 14.</summary>
    public Tensor Features(Tensor input)
    {
        var x = Stem.call(input).relu_();
        x = Down1.call(x).relu_();
        x = Down2.call(x).relu_();
        x = (Residual2B.call(Residual2A.call(x).relu_()) + x).relu_();
        x = Down3.call(x).relu_();
        return (Residual3B.call(Residual3A.call(x).relu_()) + x).relu_();
    }

    /// <summary>Two logits a film from its features.</summary>
    public Tensor Classify(Tensor features) => Head.call(features.mean([2, 3]));
}
