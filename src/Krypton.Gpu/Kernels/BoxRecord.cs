namespace Krypton.Gpu.Kernels;

/// <summary>One position's rectangle at one node; all of a batch's go to the device in one transfer.</summary>
internal struct BoxRecord
{
    public int Y;
    public int X;
    public int Height;
    public int Width;

    /// <summary>Where the box's first pixel lies in the overlays, in Float4.</summary>
    public int Data;

    /// <summary>Where the image's map lies in the bases, in Float4.</summary>
    public int Base;

    /// <summary>Pixels of all boxes before this one: what a pixel's number is searched in.</summary>
    public int FirstPixel;

    /// <summary>Where the picture lies that the patch shows, in Float4; only at the input.</summary>
    public int Fill;
}
