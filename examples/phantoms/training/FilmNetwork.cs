using Krypton.Models.Onnx;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Krypton.Phantoms.Training;

/// <summary>
/// A classifier of films: N×3×224×224 to two logits. It has a grid of 14×14 cells of features somewhere near its end, on which the
/// trainer's locator looks for the opacity, and global average pooling with a linear layer after it.
/// </summary>
internal abstract class FilmNetwork(string name) : nn.Module<Tensor, Tensor>(name)
{
    /// <summary>The layer that makes two logits of the pooled features.</summary>
    public abstract Linear Head { get; }

    /// <summary>How many channels <see cref="Features"/> have.</summary>
    public abstract int FeatureChannels { get; }

    /// <summary>How many numbers were trained.</summary>
    public long Parameters => parameters().Sum(p => p.numel());

    public override Tensor forward(Tensor input) => Classify(Features(input));

    /// <summary>The features in cells of 16 pixels: batch × <see cref="FeatureChannels"/> × 14 × 14 for a whole film.</summary>
    public abstract Tensor Features(Tensor input);

    /// <summary>Two logits a film from its features.</summary>
    public abstract Tensor Classify(Tensor features);

    /// <summary>Everything before the global average pooling as ONNX nodes behind <paramref name="x"/>.</summary>
    public abstract string Write(OnnxBuilder onnx, string x);
}
