namespace Krypton.Imaging;

/// <summary>The order of a model's input axes: one plane a channel, or the channels of a pixel together.</summary>
public enum TensorLayout
{
    Nchw,
    Nhwc,
}
