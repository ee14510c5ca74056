namespace Krypton.Imaging;

/// <summary>The channels a model expects, in order. Gray is one channel of luma.</summary>
public enum ChannelOrder
{
    Rgb,
    Bgr,
    Gray,
}
