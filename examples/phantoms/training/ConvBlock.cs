using Krypton.Models.Onnx;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Krypton.Phantoms.Training;

/// <summary>A 3×3 convolution with batch normalisation; the caller applies the activation.</summary>
internal sealed class ConvBlock : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d _conv;
    private readonly BatchNorm2d _norm;
    private readonly bool _inBfloat16;

    /// <param name="inBfloat16">While training multiply in bfloat16, twice as fast where the processor can; weights, sums and the
    /// trained network stay float32.</param>
    public ConvBlock(string name, int inputs, int outputs, int stride, bool inBfloat16 = false) : base(name)
    {
        Stride = stride;
        _inBfloat16 = inBfloat16;
        _conv = nn.Conv2d(inputs, outputs, kernel_size: 3, stride: stride, padding: 1, bias: false);
        _norm = nn.BatchNorm2d(outputs);
        RegisterComponents();
    }

    public int Stride { get; }

    public override Tensor forward(Tensor input) => _norm.call(_inBfloat16 && training
        ? nn.functional.conv2d(input.bfloat16(), _conv.weight!.bfloat16(), null, [Stride, Stride], [1, 1]).@float()
        : _conv.call(input));

    /// <summary>The block and its activation as ONNX nodes.</summary>
    public string Write(OnnxBuilder onnx, string x) => onnx.Node("Relu", [WriteConvolution(onnx, x)]);

    /// <summary>The block as one convolution, with the normalisation multiplied in.</summary>
    public string WriteConvolution(OnnxBuilder onnx, string x)
    {
        var (weight, shape, bias) = Fold();
        return onnx.Node("Conv", [x, onnx.Constant(weight, shape), onnx.Constant(bias, bias.Length)],
            ("kernel_shape", (int[])[3, 3]), ("strides", (int[])[Stride, Stride]), ("pads", (int[])[1, 1, 1, 1]));
    }

    private (float[] Weight, int[] Shape, float[] Bias) Fold()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var scale = _norm.weight! / (_norm.running_var! + _norm.eps).sqrt();
        var weight = _conv.weight! * scale.view(-1, 1, 1, 1);
        var bias = _norm.bias! - _norm.running_mean! * scale;
        return (weight.contiguous().data<float>().ToArray(), [.. weight.shape.Select(d => (int)d)], bias.data<float>().ToArray());
    }
}
