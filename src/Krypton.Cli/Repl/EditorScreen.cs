namespace Krypton.Cli.Repl;

/// <summary>Draws what is being typed over what it drew before.</summary>
internal sealed class EditorScreen(TextWriter output)
{
    private int _cursorRow;

    /// <summary>Tells the terminal to mark pasted text as such.</summary>
    public void Begin() => output.Write("\u001b[?2004h");

    public void End()
    {
        output.Write("\u001b[?2004l");
        output.Flush();
    }

    /// <summary>Draws the text anew.</summary>
    /// <param name="height">Rows of the terminal.</param>
    /// <param name="below">Lines to show below the text, each no wider than the terminal.</param>
    public void Draw(ScreenLayout whole, int height, IReadOnlyList<string>? below = null)
    {
        var others = below?.Take(Math.Max(0, height - 2)).ToList() ?? [];
        var layout = whole.Within(height - others.Count);
        Up(_cursorRow);
        output.Write("\r\u001b[J");
        output.Write(string.Join("\r\n", layout.Rows.Concat(others)));
        Up(layout.Rows.Count + others.Count - 1 - layout.CursorRow);
        output.Write('\r');
        if (layout.CursorColumn > 0)
        {
            output.Write($"\u001b[{layout.CursorColumn}C");
        }

        _cursorRow = layout.CursorRow;
        output.Flush();
    }

    /// <summary>Leaves the text as it stands and goes to the line below.</summary>
    /// <param name="atEnd">The text with the cursor at its end.</param>
    public void Leave(ScreenLayout atEnd, string mark, int height)
    {
        Draw(atEnd, height);
        output.Write($"{mark}\r\n");
        output.Flush();
        _cursorRow = 0;
    }

    public void Clear()
    {
        output.Write("\u001b[H\u001b[2J");
        _cursorRow = 0;
    }

    private void Up(int rows)
    {
        if (rows > 0)
        {
            output.Write($"\u001b[{rows}A");
        }
    }
}
