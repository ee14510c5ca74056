namespace Krypton.Cli.Repl;

/// <summary>Edits statements of one or more lines; Enter ends them once they are complete, Up and Down recall earlier ones.</summary>
internal sealed class LineEditor(IKeys keys, EditorScreen screen, History history) : IStatementReader
{
    private readonly LineBuffer _buffer = new();
    private int _recalled;
    private string _draft = "";

    private enum Outcome
    {
        GoOn,
        Done,
        GivenUp,
        End,
    }

    public string? Read()
    {
        _buffer.Set("");
        (_recalled, _draft) = (history.Count, "");
        keys.TakesInterrupts = true;
        try
        {
            return Edit();
        }
        finally
        {
            keys.TakesInterrupts = false;
        }
    }

    private string? Edit()
    {
        while (true)
        {
            // A pasted text is drawn once, not key by key.
            if (!keys.Waiting)
            {
                screen.Draw(_buffer.Text, _buffer.Cursor, keys.Width, keys.Height);
            }

            switch (Press(keys.Read()))
            {
                case Outcome.Done:
                    Leave("");
                    Remember();
                    return _buffer.Text;
                case Outcome.GivenUp:
                    Leave("^C");
                    return "";
                case Outcome.End:
                    Leave("");
                    return null;
            }
        }
    }

    private Outcome Press(ConsoleKeyInfo key)
    {
        if (key.Key == ConsoleKey.Enter || key.KeyChar is '\r' or '\n')
        {
            return Enter();
        }

        var control = key.Modifiers.HasFlag(ConsoleModifiers.Control);
        var alt = key.Modifiers.HasFlag(ConsoleModifiers.Alt);
        switch (key.Key)
        {
            case ConsoleKey.C when control:
                return Outcome.GivenUp;
            case ConsoleKey.D when control && _buffer.Text.Length == 0:
                return Outcome.End;
            case ConsoleKey.L when control:
                screen.Clear();
                break;
            case ConsoleKey.UpArrow or ConsoleKey.P when key.Key == ConsoleKey.UpArrow || control:
                Recall(-1, _buffer.Up);
                break;
            case ConsoleKey.DownArrow or ConsoleKey.N when key.Key == ConsoleKey.DownArrow || control:
                Recall(1, _buffer.Down);
                break;
            case ConsoleKey.Tab:
                _buffer.Insert("  ");
                break;
            default:
                if (EditorKeys.Action(key.Key, control, alt) is { } action)
                {
                    action(_buffer);
                }
                else if (!control && !alt && !char.IsControl(key.KeyChar))
                {
                    _buffer.Insert(key.KeyChar.ToString());
                }

                break;
        }

        return Outcome.GoOn;
    }

    private Outcome Enter()
    {
        if (DotCommand.Completes(_buffer.Text))
        {
            return Outcome.Done;
        }

        _buffer.Insert("\n");
        return Outcome.GoOn;
    }

    /// <summary>Moves within the text, and past its edge to another entry of the history; what was typed is the last of them.</summary>
    private void Recall(int step, Func<bool> withinText)
    {
        var target = _recalled + step;
        if (withinText() || target < 0 || target > history.Count)
        {
            return;
        }

        if (_recalled == history.Count)
        {
            _draft = _buffer.Text;
        }

        _recalled = target;
        _buffer.Set(target == history.Count ? _draft : history[target]);
    }

    /// <summary>Statements, that is: nobody wants .quit to be the first thing recalled.</summary>
    private void Remember()
    {
        if (!DotCommand.Is(_buffer.Text))
        {
            history.Add(_buffer.Text.Trim());
        }
    }

    private void Leave(string mark) => screen.Leave(_buffer.Text, mark, keys.Width, keys.Height);
}
