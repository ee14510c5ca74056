namespace Krypton.Imaging;

/// <summary>An image, fill or preprocessing option that cannot be used; the message names it and says what to do about it.</summary>
public sealed class ImageException : Exception
{
    public ImageException(string message)
        : base(message)
    {
    }

    public ImageException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
