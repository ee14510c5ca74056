using Krypton.Models.Onnx;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Krypton.Phantoms.Training;

/// <summary>
/// VGG16's convolutions as published (Simonyan and Zisserman, ICLR 2015, table 1, column D), each normalised while training, with
/// global average pooling and one linear layer in place of the three dense ones: 14.7 million parameters instead of 138.
/// </summary>
internal sealed class Vgg16 : FilmNetwork
{
    private static readonly int[][] _stages = [[64, 64], [128, 128], [256, 256, 256], [512, 512, 512], [512, 512, 512]];
    private readonly ModuleList<ConvBlock> _blocks = [];

    public Vgg16() : base("vgg16")
    {
        var inputs = 3;
        foreach (var outputs in _stages.SelectMany(s => s))
        {
            _blocks.Add(new ConvBlock($"conv{_blocks.Count}", inputs, outputs, 1, inBfloat16: true));
            inputs = outputs;
        }

        Head = nn.Linear(inputs, 2);
        RegisterComponents();
    }

    public override Linear Head { get; }
    public override int FeatureChannels => 512;

    /// <summary>The last convolution's activations, before the fifth pooling.</summary>
    public override Tensor Features(Tensor input)
    {
        var (x, at) = (input, 0);
        for (var stage = 0; stage < _stages.Length; stage++)
        {
            x = stage > 0 ? Pool(x) : x;
            for (var i = 0; i < _stages[stage].Length; i++)
            {
                x = _blocks[at++].call(x).relu_();
            }
        }

        return x;
    }

    public override Tensor Classify(Tensor features) => Head.call(Pool(features).mean([2, 3]));

    public override string Write(OnnxBuilder onnx, string x)
    {
        var at = 0;
        foreach (var stage in _stages)
        {
            for (var i = 0; i < stage.Length; i++)
            {
                x = _blocks[at++].Write(onnx, x);
            }

            x = onnx.Node("MaxPool", [x], ("kernel_shape", (int[])[2, 2]), ("strides", (int[])[2, 2]));
        }

        return x;
    }

    private static Tensor Pool(Tensor x) => nn.functional.max_pool2d(x, 2, 2);
}
