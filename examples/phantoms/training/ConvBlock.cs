using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Krypton.Phantoms.Training;

/// <summary>A 3×3 convolution with batch normalisation; the caller applies the activation.</summary>
internal sealed class ConvBlock : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d _conv;
    private readonly BatchNorm2d _norm;

    public ConvBlock(string name, int inputs, int outputs, int stride) : base(name)
    {
        Stride = stride;
        _conv = nn.Conv2d(inputs, outputs, kernel_size: 3, stride: stride, padding: 1, bias: false);
        _norm = nn.BatchNorm2d(outputs);
        RegisterComponents();
    }

    public int Stride { get; }

    public override Tensor forward(Tensor input) => _norm.call(_conv.call(input));

    /// <summary>The block as one convolution: weights [outputs, inputs, 3, 3] and a bias, with the normalisation multiplied in.</summary>
    public (float[] Weight, int[] Shape, float[] Bias) Fold()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var scale = _norm.weight! / (_norm.running_var! + _norm.eps).sqrt();
        var weight = _conv.weight! * scale.view(-1, 1, 1, 1);
        var bias = _norm.bias! - _norm.running_mean! * scale;
        return (weight.contiguous().data<float>().ToArray(), [.. weight.shape.Select(d => (int)d)], bias.data<float>().ToArray());
    }
}
