using Krypton.Cli.Terminal;
using Krypton.Cli.Terminal.Graphics;
using Krypton.Imaging;

namespace Krypton.Cli.Output;

/// <summary>What a choice of pictures means on a terminal.</summary>
internal static class HeatmapDisplays
{
    /// <summary>The terminal as pictures should see it; null when there are to be none.</summary>
    public static TerminalCapabilities? ShownOn(this HeatmapDisplay pictures, TerminalCapabilities terminal) => pictures switch
    {
        HeatmapDisplay.Off => null,
        HeatmapDisplay.Auto => terminal.OutputIsTerminal ? terminal : null,
        HeatmapDisplay.Blocks => terminal with
        {
            Graphics = TerminalGraphics.None,
            Colors = terminal.Colors == TerminalColors.None ? TerminalColors.Palette256 : terminal.Colors,
        },
        HeatmapDisplay.Shades => terminal with { Graphics = TerminalGraphics.None, Colors = TerminalColors.None },
        HeatmapDisplay.Sixel => terminal with { Graphics = TerminalGraphics.Sixel },
        HeatmapDisplay.Kitty => terminal with { Graphics = TerminalGraphics.Kitty },
        _ => terminal,
    };
}
