using System.Globalization;

namespace Krypton.Cli.Terminal.Graphics;

/// <summary>What a terminal answered to the question for its attributes (DA1) and the size of its characters.</summary>
internal static class TerminalReply
{
    /// <summary>The size of a character in pixels, then the attributes: every terminal answers the second, so nobody waits for the first.</summary>
    public const string Question = "\u001b[16t\u001b[c";

    // Attribute 4 of DA1.
    private const string Sixel = "4";

    /// <summary>Whether the control sequence (without ESC [) is the answer to DA1, the last to come.</summary>
    public static bool IsAttributes(string sequence) => sequence.StartsWith('?') && sequence.EndsWith('c');

    /// <summary>Whether the terminal says that it shows sixels.</summary>
    public static bool HasSixel(string sequence) => IsAttributes(sequence) && sequence[1..^1].Split(';').Skip(1).Contains(Sixel);

    /// <summary>The size of a character in pixels from <c>6;height;widtht</c>; null for anything else.</summary>
    public static (int Width, int Height)? CellSize(string sequence) =>
        sequence.EndsWith('t') && sequence[..^1].Split(';') is ["6", var height, var width]
        && int.TryParse(height, CultureInfo.InvariantCulture, out var h) && int.TryParse(width, CultureInfo.InvariantCulture, out var w) && h is > 0 and < 200 && w is > 0 and < 200
            ? (w, h)
            : null;
}
