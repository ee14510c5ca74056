namespace Krypton.Gpu.Cuda;

/// <summary>Sixteen channels of one tap, packed, since threads hold it in registers.</summary>
/// <param name="Tap">Which input, where several are joined along the channels (10 bits), and rows and columns from the window's origin, padding taken off (11 bits each).</param>
/// <param name="Channels">The first of the channels, in Float4, and in the lowest four bits how many Float4 there are; the rest counts as zero.</param>
internal readonly record struct Step(int Tap, int Channels)
{
    public const int PartShift = 22;

    public const int ChannelShift = 4;

    /// <summary>Joined inputs that it can tell apart.</summary>
    public const int MostParts = 1 << 10;

    /// <summary>Rows and columns that a tap can be away.</summary>
    public const int MostAway = (1 << 10) - 1;

    /// <summary>No channels of the same tap: what fills up a step.</summary>
    public Step Empty => this with { Channels = Channels & ~((1 << ChannelShift) - 1) };

    public static Step Of(int part, int dy, int dx, int channel, int fours) => new((part << PartShift) | ((dy & 0x7FF) << 11) | (dx & 0x7FF), (channel << ChannelShift) | fours);
}
