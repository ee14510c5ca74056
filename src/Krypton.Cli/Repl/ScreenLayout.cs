using System.Globalization;
using System.Text;
using Krypton.Cli.Terminal;

namespace Krypton.Cli.Repl;

/// <summary>A text with its prompts as rows of a terminal, and where the cursor stands among them.</summary>
internal sealed record ScreenLayout(IReadOnlyList<string> Rows, int CursorRow, int CursorColumn)
{
    private const string Plain = "\u001b[0m";

    /// <param name="prompt">What stands before the first line.</param>
    /// <param name="styles">For each character the escape sequence of its colours, or null; null colours nothing.</param>
    public static ScreenLayout Of(string text, int cursor, int width, string prompt = Prompts.First, IReadOnlyList<string?>? styles = null)
    {
        var rows = new List<string>();
        var (row, column) = (new StringBuilder(prompt), CellText.Width(prompt));
        var (cursorRow, cursorColumn) = (0, column);
        string? style = null;
        void Paint(string? next)
        {
            row.Append(next == style ? "" : (style is null ? "" : Plain) + next);
            style = next;
        }

        void Break(string prompt)
        {
            Paint(null);
            rows.Add(row.ToString());
            (row, column) = (new StringBuilder(prompt), prompt.Length);
        }

        for (var at = 0; at <= text.Length;)
        {
            var element = at == text.Length ? "" : StringInfo.GetNextTextElement(text, at);
            var cells = element == "\n" ? 0 : CellText.Width(element);

            // The cursor, too, needs a cell to stand on.
            if (column + Math.Max(cells, at == cursor ? 1 : 0) > width)
            {
                Break("");
            }

            if (at == cursor)
            {
                (cursorRow, cursorColumn) = (rows.Count, column);
            }

            if (element == "\n")
            {
                Break(Prompts.Continued);
            }
            else
            {
                Paint(at < text.Length ? styles?[at] : style);
                row.Append(element);
                column += cells;
            }

            at += Math.Max(1, element.Length);
        }

        Paint(null);
        rows.Add(row.ToString());
        return new ScreenLayout(rows, cursorRow, cursorColumn);
    }

    /// <summary>As many rows as the screen has, with the cursor's among them.</summary>
    public ScreenLayout Within(int height)
    {
        var first = Math.Max(0, Math.Min(CursorRow - (height / 2), Rows.Count - height));
        return new ScreenLayout([.. Rows.Skip(first).Take(height)], CursorRow - first, CursorColumn);
    }
}
