namespace Krypton.Imaging;

/// <summary>What colours a terminal shows.</summary>
public enum TerminalColors
{
    /// <summary>24 bits a colour.</summary>
    True,

    /// <summary>The 256-colour palette of xterm.</summary>
    Palette256,

    /// <summary>No colour, no escape sequences: brightness as shaded blocks.</summary>
    None,
}
