using Krypton.Models.Network;

namespace Krypton.Kernels.Cpu;

/// <summary>A 3×3 layer that takes Winograd where its tiles are full enough and the direct product where boxes are thin.</summary>
internal sealed class AdaptiveConvolution(Workers workers, ConvolutionLayer layer, MapShape input) : Kernel
{
    /// <summary>Winograd's transforms make one of its multiplications cost this much more than a direct one.</summary>
    private const double TransformOverhead = 1.35;

    private readonly Lazy<WinogradConvolution> _winograd = new(() => new WinogradConvolution(workers, layer, input));
    private readonly Lazy<IndirectConvolution> _direct = new(() => new IndirectConvolution(workers, layer, input));

    public override string Name =>
        _winograd.IsValueCreated && _direct.IsValueCreated ? "winograd+indirect" : _direct.IsValueCreated ? "indirect" : "winograd";

    public override long WeightBytes => (_winograd.IsValueCreated ? _winograd.Value.WeightBytes : 0) + (_direct.IsValueCreated ? _direct.Value.WeightBytes : 0);

    public override void Run(Overlay[] inputs, Overlay output)
    {
        Kernel kernel = WinogradConvolution.RelativeCost(output) * TransformOverhead < 1 ? _winograd.Value : _direct.Value;
        kernel.Run(inputs, output);
    }

    public override void Dispose()
    {
        if (_winograd.IsValueCreated)
        {
            _winograd.Value.Dispose();
        }

        if (_direct.IsValueCreated)
        {
            _direct.Value.Dispose();
        }

        base.Dispose();
    }
}
