using Krypton.Cli.Terminal;
using Krypton.Cli.Terminal.Graphics;
using Krypton.Imaging;
using Krypton.Output;
using Krypton.Results;

namespace Krypton.Cli.Output;

/// <summary>A heatmap as lines of a terminal: blended over the image in colour, or in shades without it.</summary>
internal static class TerminalHeatmap
{
    private const int MostColumns = 64;
    private const int LinesBelow = 2;
    private const int LinesOfFrame = 3;

    public static string Render(Heatmap heatmap, TerminalCapabilities terminal)
    {
        if (terminal.Graphics != TerminalGraphics.None)
        {
            return Graphics(heatmap, terminal);
        }

        return Characters(heatmap, terminal);
    }

    /// <summary>In characters whatever else the terminal shows: what is drawn over itself must have lines.</summary>
    public static string Characters(Heatmap heatmap, TerminalCapabilities terminal)
    {
        if (terminal.Colors == TerminalColors.None)
        {
            var columns = Columns(heatmap.Grid.Columns, heatmap.Grid.Rows, terminal with { Width = terminal.Width - 2, Height = terminal.Height - LinesOfFrame });
            return Framed(TerminalPicture.RenderShades(heatmap.Drop, columns)) + "(█ where the score drops most)\n";
        }

        var picture = HeatmapOverlay.Blend(HeatmapPicture.View(heatmap));
        return TerminalPicture.Render(picture, Columns(picture.Width, picture.Height, terminal), terminal.Colors);
    }

    private static string Graphics(Heatmap heatmap, TerminalCapabilities terminal)
    {
        var picture = HeatmapOverlay.Blend(HeatmapPicture.View(heatmap));
        var columns = Columns(picture.Width, picture.Height, terminal);
        var width = columns * terminal.Cell.Width;
        return terminal.Graphics == TerminalGraphics.Kitty
            ? KittyImage.Encode(picture, columns)
            : SixelImage.Encode(Resampler.Resize(picture, width, Math.Max(1, (int)((long)width * picture.Height / picture.Width))));
    }

    /// <summary>Between lines, for blank places would not show how far they go.</summary>
    private static string Framed(string picture)
    {
        var lines = picture.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var edge = new string('─', lines[0].Length);
        return $"┌{edge}┐\n{string.Concat(lines.Select(line => $"│{line}│\n"))}└{edge}┘\n";
    }

    /// <summary>As wide as the terminal, but no more than what fits on its screen in height: a character is about twice as high as wide.</summary>
    private static int Columns(int width, int height, TerminalCapabilities terminal)
    {
        var byHeight = (terminal.Height - LinesBelow) * 2.0 * width / height;
        return Math.Max(1, (int)Math.Min(Math.Min(MostColumns, terminal.Width), byHeight));
    }
}
