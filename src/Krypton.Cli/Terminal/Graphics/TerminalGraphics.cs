namespace Krypton.Cli.Terminal.Graphics;

/// <summary>How a terminal shows pictures pixel by pixel.</summary>
internal enum TerminalGraphics
{
    /// <summary>Not at all: characters have to do.</summary>
    None,

    /// <summary>The protocol of kitty, which some other terminals speak too.</summary>
    Kitty,

    /// <summary>Sixels, from DEC's terminals on.</summary>
    Sixel,
}
