namespace Krypton.Gpu.Kernels;

/// <summary>Four channels of one tap of a convolution: the steps in which its sums are taken.</summary>
internal struct Chunk
{
    /// <summary>Which input, where several are joined along the channels.</summary>
    public int Part;

    /// <summary>Rows from the window's origin, padding taken off.</summary>
    public int Dy;

    public int Dx;

    /// <summary>The first of the channels, in Float4.</summary>
    public int Channel;
}
