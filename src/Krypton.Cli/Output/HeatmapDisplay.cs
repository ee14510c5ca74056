namespace Krypton.Cli.Output;

/// <summary>Whether answers for people have pictures, and of which kind.</summary>
internal enum HeatmapDisplay
{
    /// <summary>On a terminal, as good as it can.</summary>
    Auto,

    /// <summary>Also where output is no terminal.</summary>
    On,
    Off,

    /// <summary>Coloured half blocks, even where the terminal shows better.</summary>
    Blocks,

    /// <summary>Shades without colour.</summary>
    Shades,

    /// <summary>Sixels, whatever the terminal says.</summary>
    Sixel,

    /// <summary>The protocol of kitty, whatever the terminal says.</summary>
    Kitty,
}
