using System.Globalization;

namespace Krypton.Cli.Repl;

/// <summary>A text of one or more lines with a cursor. What a person sees as one character is passed and deleted as one.</summary>
internal sealed class LineBuffer
{
    public string Text { get; private set; } = "";

    public int Cursor { get; private set; }

    public void Set(string text) => (Text, Cursor) = (text, text.Length);

    public void Insert(string text) => (Text, Cursor) = (Text.Insert(Cursor, text), Cursor + text.Length);

    /// <summary>Puts a text in the place of what stands between <paramref name="start"/> and the cursor.</summary>
    public void Replace(int start, string text) => (Text, Cursor) = (Text[..start] + text + Text[Cursor..], start + text.Length);

    public void Left() => Cursor = Previous();

    public void Right() => Cursor = Next();

    public void WordLeft() => Cursor = WordStart();

    public void WordRight() => Cursor = WordEnd();

    public void Home() => Cursor = LineStart(Cursor);

    public void End() => Cursor = LineEnd(Cursor);

    public void Backspace() => Remove(Previous(), Cursor);

    public void Delete() => Remove(Cursor, Next());

    /// <summary>To the end of the line, or the line break when there is nothing before it.</summary>
    public void KillToEnd() => Remove(Cursor, LineEnd(Cursor) == Cursor ? Next() : LineEnd(Cursor));

    public void KillToHome() => Remove(LineStart(Cursor), Cursor);

    public void KillWordLeft() => Remove(WordStart(), Cursor);

    public void KillWordRight() => Remove(Cursor, WordEnd());

    /// <summary>To the line above; false when there is none.</summary>
    public bool Up() => LineStart(Cursor) is var start && start > 0 && MoveTo(LineStart(start - 1), start - 1, Cursor - start);

    /// <summary>To the line below; false when there is none.</summary>
    public bool Down() => LineEnd(Cursor) is var end && end < Text.Length && MoveTo(end + 1, LineEnd(end + 1), Cursor - LineStart(Cursor));

    private bool MoveTo(int start, int end, int column)
    {
        Cursor = Math.Min(start + column, end);
        return true;
    }

    private void Remove(int start, int end) => (Text, Cursor) = (Text.Remove(start, end - start), start);

    private int LineStart(int at) => at == 0 ? 0 : Text.LastIndexOf('\n', at - 1) + 1;

    private int LineEnd(int at) => Text.IndexOf('\n', at) is var end && end < 0 ? Text.Length : end;

    private int Next() => Cursor == Text.Length ? Cursor : Cursor + StringInfo.GetNextTextElementLength(Text, Cursor);

    private int Previous()
    {
        var previous = 0;
        for (var at = 0; at < Cursor; at += StringInfo.GetNextTextElementLength(Text, at))
        {
            previous = at;
        }

        return previous;
    }

    private int WordStart()
    {
        var at = Cursor;
        while (at > 0 && char.IsWhiteSpace(Text[at - 1]))
        {
            at--;
        }

        while (at > 0 && !char.IsWhiteSpace(Text[at - 1]))
        {
            at--;
        }

        return at;
    }

    private int WordEnd()
    {
        var at = Cursor;
        while (at < Text.Length && char.IsWhiteSpace(Text[at]))
        {
            at++;
        }

        while (at < Text.Length && !char.IsWhiteSpace(Text[at]))
        {
            at++;
        }

        return at;
    }
}
