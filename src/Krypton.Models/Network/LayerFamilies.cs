namespace Krypton.Models.Network;

/// <summary>Finds a layer's family: the one place that says which algorithm computes what.</summary>
public static class LayerFamilies
{
    /// <summary>With fewer channels than this the transforms of tiles cost more than they save.</summary>
    private const int TileChannels = 16;

    /// <summary>The same along one axis, where less is saved.</summary>
    private const int LineChannels = 32;

    /// <summary>Depthwise kernels take whole vectors of channels.</summary>
    private const int VectorChannels = 8;

    /// <param name="node">The node.</param>
    /// <param name="inputs">The shapes of its inputs.</param>
    /// <exception cref="InvalidOperationException">A kind of layer that has no family.</exception>
    public static LayerFamily Of(NetworkNode node, IReadOnlyList<MapShape> inputs) => node.Layer switch
    {
        InputLayer or ConstantLayer => LayerFamily.None,
        ConvolutionLayer c => OfConvolution(c, inputs[0]),
        PoolLayer p when IsGlobalAverage(p, inputs[0]) => LayerFamily.GlobalPool,
        PoolLayer p => p.Kind == PoolKind.Max ? LayerFamily.MaxPool : LayerFamily.AveragePool,
        ActivationLayer a => OfActivation(a.Activation),
        AffineLayer or BinaryLayer or PReluLayer => LayerFamily.Elementwise,
        ConcatLayer or ChannelGatherLayer or PadLayer or FlattenLayer => LayerFamily.Layout,
        ResponseNormalizationLayer => LayerFamily.Normalization,
        SoftmaxLayer => LayerFamily.Softmax,
        _ => throw new InvalidOperationException($"{node.Layer.GetType().Name} belongs to no family"),
    };

    /// <summary>Elementwise, or Transcendental where it takes an exponential; None for no activation.</summary>
    public static LayerFamily OfActivation(Activation activation) => activation.Kind switch
    {
        ActivationKind.None => LayerFamily.None,
        ActivationKind.Sigmoid or ActivationKind.Silu or ActivationKind.Tanh or ActivationKind.Elu => LayerFamily.Transcendental,
        _ => LayerFamily.Elementwise,
    };

    private static LayerFamily OfConvolution(ConvolutionLayer layer, MapShape input) =>
        IsDepthwise(layer, input) ? LayerFamily.Depthwise
        : layer.Groups > 1 ? LayerFamily.Grouped
        : IsTiled(layer, input) ? LayerFamily.Winograd
        : IsLine(layer, input) ? LayerFamily.WinogradLine
        : IsDense(layer, input) ? LayerFamily.Dense
        : layer.IsPointwise ? LayerFamily.Pointwise
        : LayerFamily.Direct;

    private static bool IsDepthwise(ConvolutionLayer layer, MapShape input) =>
        layer.Groups == input.Channels && layer.Bias.Length == input.Channels && input.Channels % VectorChannels == 0;

    private static bool IsTiled(ConvolutionLayer layer, MapShape input) =>
        layer is { Rows: { Kernel: 3, Stride: 1, Dilation: 1 }, Columns: { Kernel: 3, Stride: 1, Dilation: 1 } } &&
        input.Channels >= TileChannels && layer.Bias.Length >= TileChannels;

    private static bool IsLine(ConvolutionLayer layer, MapShape input) =>
        layer is { Rows: { Stride: 1, Dilation: 1 }, Columns: { Stride: 1, Dilation: 1 } } &&
        (layer.Rows.Kernel == 1) != (layer.Columns.Kernel == 1) && layer.Rows.Kernel * layer.Columns.Kernel is 3 or 5 or 7 &&
        (layer.Rows.Kernel == 1 ? layer.Rows : layer.Columns) is { PadBefore: 0, PadAfter: 0 } &&
        input.Channels >= LineChannels && layer.Bias.Length >= LineChannels && input.Pixels > 1;

    /// <summary>Its activation must be a layer of its own: sums are updated, not activations.</summary>
    private static bool IsDense(ConvolutionLayer layer, MapShape input) =>
        input.Pixels > 1 && layer.Rows == new AxisWindow(input.Height) && layer.Columns == new AxisWindow(input.Width) &&
        layer.Activation.Kind == ActivationKind.None;

    private static bool IsGlobalAverage(PoolLayer layer, MapShape input) =>
        layer is { Kind: PoolKind.Average, Bias: null, Activation.Kind: ActivationKind.None, Rows: { PadBefore: 0, PadAfter: 0, Dilation: 1 }, Columns: { PadBefore: 0, PadAfter: 0, Dilation: 1 } } &&
        layer.Rows.Kernel == input.Height && layer.Columns.Kernel == input.Width;
}
