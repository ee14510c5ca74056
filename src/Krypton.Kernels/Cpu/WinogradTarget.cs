namespace Krypton.Kernels.Cpu;

/// <summary>Where a tile's outputs go: the first one's channels, the steps to the next pixel and row, and the bounds of the activation.</summary>
/// <param name="residual">What is added before the bounds: a pointer a pixel, four a row; null for nothing.</param>
internal readonly unsafe struct WinogradTarget(float* to, nint pixelStride, nint rowStride, float low, float high, float** residual = null)
{
    public readonly float** Residual = residual;
    public readonly float* To = to;
    public readonly nint PixelStride = pixelStride;
    public readonly nint RowStride = rowStride;
    public readonly float Low = low;
    public readonly float High = high;
}
