namespace Krypton.Gpu.Cuda;

/// <summary>Sixteen channels of one tap: the steps in which a convolution's sums are taken. Packed, since threads hold one in registers.</summary>
/// <param name="Tap">Which input, where several are joined along the channels (10 bits), and rows and columns from the window's origin, padding taken off (11 bits each).</param>
/// <param name="Channels">The first of the channels, in Float4, and in the lowest four bits how many Float4 there are; the rest counts as zero.</param>
internal readonly record struct Step(int Tap, int Channels)
{
    private const int MostParts = 1 << 10;

    private const int MostAway = 1 << 10;

    /// <exception cref="GpuException">The window is larger, or the parts are more, than a step can tell.</exception>
    public static Step Of(int part, int dy, int dx, int channel, int fours) => part < MostParts && Math.Max(Math.Abs(dy), Math.Abs(dx)) < MostAway
        ? new Step((part << 22) | ((dy & 0x7FF) << 11) | (dx & 0x7FF), (channel << 4) | fours)
        : throw new GpuException("a convolution has a larger window or more joined inputs than the device's kernels know; SET device = 'cpu' runs without it");
}
