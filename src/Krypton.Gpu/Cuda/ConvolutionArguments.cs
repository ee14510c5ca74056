using System.Runtime.InteropServices;

namespace Krypton.Gpu.Cuda;

/// <summary>What one launch of a convolution in PTX is told; <see cref="ConvolutionPtx"/> reads it by these names.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ConvolutionArguments
{
    /// <summary>Bias, residual and bounds are applied to a group's own sums.</summary>
    public const int Alone = 0;

    /// <summary>Sums are only stored, and finished by another kernel.</summary>
    public const int Bare = 1;

    /// <summary>The sums of a cluster's groups are added up first.</summary>
    public const int Together = 2;

    public ulong Data;
    public ulong Below;
    public ulong Boxes;

    /// <summary>Maps of the layer's inputs.</summary>
    public ulong Inputs;
    public ulong Steps;
    public ulong Weights;
    public ulong Bias;

    /// <summary>Scale and shift of each step's channels.</summary>
    public ulong Prologue;

    /// <summary>Where bare sums go.</summary>
    public ulong Sums;

    /// <summary>Pixels of all boxes, and positions.</summary>
    public int Pixels;
    public int Count;

    /// <summary>Index of the output's first box record.</summary>
    public int OutputBoxes;

    /// <summary>Float4 of an output pixel, and where the first lies in the data.</summary>
    public int OutputStride;
    public int OutputData;

    /// <summary>Steps of a group.</summary>
    public int GroupSteps;

    /// <summary>Float4 of outputs a group has.</summary>
    public int GroupOutputs;

    /// <summary>Tiles of outputs a group is cut into.</summary>
    public int Tiles;

    public int StrideY;
    public int StrideX;

    /// <summary><see cref="Alone"/>, <see cref="Bare"/> or <see cref="Together"/>.</summary>
    public int Ending;

    /// <summary>Bounds of the activation.</summary>
    public float Low;
    public float High;

    /// <summary>Index of the input that is added; -1 for none.</summary>
    public int Residual;

    /// <summary>Steps that one split along the depth takes.</summary>
    public int SplitSteps;

    /// <summary>Float4 from one pixel's bare sums to the next.</summary>
    public int SumStride;

    /// <summary>Lower bound of scaled and shifted inputs.</summary>
    public float PrologueLow;

    private readonly int _padding;

    public static int Offset(string field) => (int)Marshal.OffsetOf<ConvolutionArguments>(field);
}
