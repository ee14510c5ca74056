namespace Krypton.Cli.Repl;

/// <summary>Draws what is being typed over what it drew before.</summary>
internal sealed class EditorScreen(TextWriter output)
{
    private int _cursorRow;

    /// <summary>Draws the text anew; <paramref name="width"/> and <paramref name="height"/> are the terminal's.</summary>
    public void Draw(string text, int cursor, int width, int height)
    {
        var layout = ScreenLayout.Of(text, cursor, width).Within(height);
        Up(_cursorRow);
        output.Write("\r\u001b[J");
        output.Write(string.Join("\r\n", layout.Rows));
        Up(layout.Rows.Count - 1 - layout.CursorRow);
        output.Write('\r');
        if (layout.CursorColumn > 0)
        {
            output.Write($"\u001b[{layout.CursorColumn}C");
        }

        _cursorRow = layout.CursorRow;
        output.Flush();
    }

    /// <summary>Leaves the text as it stands and goes to the line below.</summary>
    public void Leave(string text, string mark, int width, int height)
    {
        Draw(text, text.Length, width, height);
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
