using System.Globalization;
using Spectre.Console;

namespace Krypton.Cli.Terminal;

/// <summary>Text measured in the cells of a terminal: most characters take one, East Asian ones and emoji two.</summary>
internal static class CellText
{
    private const string Ellipsis = "…";

    public static int Width(string text) => text.GetCellWidth();

    /// <summary>The text if it fits, otherwise as much of it as fits with an ellipsis.</summary>
    public static string Cut(string text, int width) =>
        Width(text) <= width ? text : width < 1 ? "" : Prefix(text, width - 1) + Ellipsis;

    /// <summary>On one line, without characters that would move the cursor.</summary>
    public static string OneLine(string text) =>
        text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)) : text;

    public static string PadRight(string text, int width) => text + new string(' ', Math.Max(0, width - Width(text)));

    public static string PadLeft(string text, int width) => new string(' ', Math.Max(0, width - Width(text))) + text;

    private static string Prefix(string text, int width)
    {
        var end = 0;
        while (end < text.Length)
        {
            var next = end + StringInfo.GetNextTextElementLength(text, end);
            if (Width(text[..next]) > width)
            {
                break;
            }

            end = next;
        }

        return text[..end];
    }
}
