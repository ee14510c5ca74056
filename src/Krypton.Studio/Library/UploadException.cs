namespace Krypton.Studio.Library;

/// <summary>An upload that cannot be taken; the message says why.</summary>
internal sealed class UploadException(string message, bool TooLarge = false) : Exception(message)
{
    public bool TooLarge { get; } = TooLarge;
}
