namespace Krypton.Gpu.Kernels;

/// <summary>One launch of a convolution: all boxes of a batch, one behind the other, times all outputs.</summary>
internal struct ConvolutionTask
{
    /// <summary>Pixels of all boxes.</summary>
    public int Pixels;

    /// <summary>Positions of the batch.</summary>
    public int Count;

    /// <summary>The output: its boxes and its stride.</summary>
    public Map Output;

    /// <summary>Where its first pixel lies in the overlays, in Float4.</summary>
    public int OutputData;

    /// <summary>Chunks of a group, a multiple of the step.</summary>
    public int Chunks;

    /// <summary>Parts that the depth was split into, where sums are combined.</summary>
    public int Splits;

    /// <summary>Float4 of outputs that a group has, and that its rows of weights are padded to.</summary>
    public int GroupOutputs;

    public int WeightStride;

    /// <summary>Tiles of outputs that a group is cut into.</summary>
    public int Tiles;

    public int StrideY;
    public int StrideX;
    public Function Activation;

    /// <summary>1 where the input behind the parts is added before the activation.</summary>
    public int HasResidual;

    /// <summary>Index of that input.</summary>
    public int Residual;

    /// <summary>1 where inputs are scaled and shifted first.</summary>
    public int HasPrologue;

    public Function Prologue;
}
