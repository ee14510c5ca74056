using System.Text;

namespace Krypton.Imaging;

/// <summary>Pictures as lines of text, each line ending in a newline: two pixels a character as coloured half blocks, or shades.</summary>
public static class TerminalPicture
{
    private const string Shades = " ░▒▓█";

    // Beyond this many lines per column of width a picture gets narrower instead: a strip must not flood the screen.
    private const int LongestLines = 4;

    /// <summary>The image scaled to <paramref name="columns"/> characters, keeping its proportions.</summary>
    public static string Render(RgbImage image, int columns, TerminalColors colors)
    {
        ArgumentNullException.ThrowIfNull(image);
        var (width, lines) = Size(image.Width, image.Height, columns);
        return colors == TerminalColors.None
            ? RenderGray(Resampler.Resize(image, width, lines))
            : RenderHalfBlocks(Resampler.Resize(image, width, lines * 2), colors);
    }

    /// <summary>
    /// A heatmap (rows × columns) in five shades without colour, from blank at 0 and below to full at the strongest character.
    /// </summary>
    public static string RenderShades(float[,] values, int columns)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Length == 0)
        {
            return "";
        }

        var (width, lines) = Size(values.GetLength(1), values.GetLength(0), columns);
        var cells = Enumerable.Range(0, lines * width).Select(i => CellMean(values, i / width, lines, i % width, width)).ToArray();
        var strongest = cells.Append(0).Max();
        var text = new StringBuilder();
        foreach (var line in cells.Chunk(width))
        {
            foreach (var cell in line)
            {
                text.Append(Shade(strongest > 0 ? cell / strongest : 0));
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private static (int Columns, int Lines) Size(int width, int height, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);

        // A character is about twice as high as wide.
        var ratio = height / (2.0 * width);
        if (ratio > LongestLines)
        {
            return (Math.Max(1, (int)(columns * LongestLines / ratio)), columns * LongestLines);
        }

        return (columns, Math.Max(1, (int)Math.Round(columns * ratio)));
    }

    private static string RenderHalfBlocks(RgbImage image, TerminalColors colors)
    {
        var text = new StringBuilder();
        for (var y = 0; y < image.Height; y += 2)
        {
            var current = "";
            for (var x = 0; x < image.Width; x++)
            {
                var escape = $"\u001b[38;{Code(image[x, y], colors)};48;{Code(image[x, y + 1], colors)}m";
                text.Append(escape == current ? "" : escape).Append('▀');
                current = escape;
            }

            text.Append("\u001b[0m\n");
        }

        return text.ToString();
    }

    private static string Code((byte R, byte G, byte B) color, TerminalColors colors) => colors == TerminalColors.True
        ? $"2;{color.R};{color.G};{color.B}"
        : $"5;{Palette(color)}";

    /// <summary>The nearer of the 6×6×6 cube (levels 0, 95, 135 … 255, from 16) and the gray ramp (8, 18 … 238, from 232).</summary>
    private static int Palette((byte R, byte G, byte B) color)
    {
        var (r, g, b) = (CubeIndex(color.R), CubeIndex(color.G), CubeIndex(color.B));
        var gray = Math.Clamp((Preprocessing.Luma(color.R, color.G, color.B) - 3) / 10, 0, 23);
        var grayLevel = 8 + (10 * gray);
        var toCube = Distance(color, CubeLevel(r), CubeLevel(g), CubeLevel(b));
        return Distance(color, grayLevel, grayLevel, grayLevel) < toCube ? 232 + gray : 16 + (36 * r) + (6 * g) + b;
    }

    private static int CubeIndex(byte value) => value < 48 ? 0 : value < 115 ? 1 : (value - 35) / 40;

    private static int CubeLevel(int index) => index == 0 ? 0 : 55 + (40 * index);

    private static int Distance((byte R, byte G, byte B) color, int r, int g, int b) =>
        ((color.R - r) * (color.R - r)) + ((color.G - g) * (color.G - g)) + ((color.B - b) * (color.B - b));

    private static string RenderGray(RgbImage image)
    {
        var text = new StringBuilder();
        for (var y = 0; y < image.Height; y++)
        {
            for (var x = 0; x < image.Width; x++)
            {
                var (r, g, b) = image[x, y];
                text.Append(Shade(Preprocessing.Luma(r, g, b) / 255f));
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private static char Shade(float strength) =>
        Shades[float.IsFinite(strength) ? (int)Math.Round(Math.Clamp(strength, 0, 1) * (Shades.Length - 1)) : 0];

    /// <summary>The mean of the values under a character, or the one nearest to it when characters are finer; NaN is left out.</summary>
    private static float CellMean(float[,] values, int line, int lines, int column, int columns)
    {
        var (top, bottom) = Cell(line, lines, values.GetLength(0));
        var (left, right) = Cell(column, columns, values.GetLength(1));
        var (sum, count) = (0f, 0);
        for (var y = top; y < bottom; y++)
        {
            for (var x = left; x < right; x++)
            {
                if (float.IsFinite(values[y, x]))
                {
                    sum += values[y, x];
                    count++;
                }
            }
        }

        return count == 0 ? 0 : sum / count;
    }

    private static (int Start, int End) Cell(int index, int cells, int size)
    {
        var start = (int)((long)index * size / cells);
        return (start, Math.Max(start + 1, (int)((long)(index + 1) * size / cells)));
    }
}
