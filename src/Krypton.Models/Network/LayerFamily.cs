namespace Krypton.Models.Network;

/// <summary>Which algorithm computes a layer. Devices choose kernels by it, and the cost model its coefficients.</summary>
public enum LayerFamily
{
    /// <summary>Nothing to compute: the input, constants.</summary>
    None,

    /// <summary>3×3 convolution of stride 1 by Winograd's method on tiles.</summary>
    Winograd,

    /// <summary>Convolution along one axis by Winograd's method on lines.</summary>
    WinogradLine,

    /// <summary>1×1 convolution, and dense layers on a vector.</summary>
    Pointwise,

    /// <summary>Any other convolution of one group: the window is gathered.</summary>
    Direct,

    /// <summary>Convolution of several groups.</summary>
    Grouped,

    /// <summary>One filter a channel.</summary>
    Depthwise,

    /// <summary>Dense layer over a map of more than one pixel, updated from differences.</summary>
    Dense,

    MaxPool,
    AveragePool,

    /// <summary>The mean over the whole map, updated from differences.</summary>
    GlobalPool,

    /// <summary>A few operations a value: sums, products, batch normalisation, cheap activations.</summary>
    Elementwise,

    /// <summary>Activations that take an exponential a value: sigmoid, SiLU, tanh, ELU.</summary>
    Transcendental,

    /// <summary>Values only move: concatenation, channel gathers, padding, flattening.</summary>
    Layout,

    /// <summary>Local response normalisation.</summary>
    Normalization,

    Softmax,
}
