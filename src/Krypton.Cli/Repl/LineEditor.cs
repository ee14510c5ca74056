using Krypton.Cli.Repl.Completion;

namespace Krypton.Cli.Repl;

/// <summary>
/// Edits statements of one or more lines; Enter ends them once they are complete, Up and Down recall earlier ones, Ctrl-R looks
/// for them, and Tab completes.
/// </summary>
internal sealed class LineEditor(IKeys keys, EditorScreen screen, History history, ICompleter completer, bool styled) : IStatementReader
{
    private readonly LineBuffer _buffer = new();
    private int _recalled;
    private string _draft = "";
    private CompletionMenu? _menu;
    private HistorySearch? _search;

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
        screen.Begin();
        try
        {
            return Edit();
        }
        finally
        {
            screen.End();
            keys.TakesInterrupts = false;
        }
    }

    private string? Edit()
    {
        while (true)
        {
            // What comes faster than it can be drawn is drawn once, not key by key.
            if (!keys.Waiting)
            {
                Draw();
            }

            var outcome = keys.Read() switch
            {
                Stroke.Key key => Press(key.Info),
                Stroke.Paste paste => Paste(paste.Text),
                _ => Outcome.GoOn,
            };
            switch (outcome)
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
        if (_search is not null && !Search(_search, key))
        {
            return Outcome.GoOn;
        }

        if (_menu is not null && !Choose(_menu, key))
        {
            return Outcome.GoOn;
        }

        if (IsEnter(key))
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
            case ConsoleKey.R when control:
                _search = new HistorySearch(history);
                break;
            case ConsoleKey.UpArrow or ConsoleKey.P when key.Key == ConsoleKey.UpArrow || control:
                Recall(-1, _buffer.Up);
                break;
            case ConsoleKey.DownArrow or ConsoleKey.N when key.Key == ConsoleKey.DownArrow || control:
                Recall(1, _buffer.Down);
                break;
            case ConsoleKey.Tab:
                Complete();
                break;
            default:
                if (EditorKeys.Action(key.Key, control, alt) is { } action)
                {
                    action(_buffer);
                }
                else if (IsText(key))
                {
                    _buffer.Insert(key.KeyChar.ToString());
                }

                break;
        }

        return Outcome.GoOn;
    }

    private Outcome Enter()
    {
        if (Input.Completes(_buffer.Text))
        {
            return Outcome.Done;
        }

        _buffer.Insert("\n");
        return Outcome.GoOn;
    }

    /// <summary>Pasted text runs nothing and completes nothing: it waits for Enter.</summary>
    private Outcome Paste(string text)
    {
        (_search, _menu) = (null, null);
        _buffer.Insert(string.Concat(text.TrimEnd('\n').Replace("\t", "    ", StringComparison.Ordinal).Where(c => c == '\n' || !char.IsControl(c))));
        return Outcome.GoOn;
    }

    /// <summary>Writes what all candidates have in common, and shows them where there are several.</summary>
    private void Complete()
    {
        var found = completer.At(_buffer.Text, _buffer.Cursor);
        switch (found.All)
        {
            case []:
                var line = _buffer.Text[..(_buffer.Cursor)];
                if (string.IsNullOrWhiteSpace(line[(line.LastIndexOf('\n') + 1)..]))
                {
                    _buffer.Insert("  ");
                }

                break;
            case [var only]:
                Write(found.Start, only);
                break;
            default:
                var common = found.CommonPrefix();
                if (common.Length > _buffer.Cursor - found.Start)
                {
                    _buffer.Replace(found.Start, common);
                }

                _menu = new CompletionMenu(found, _buffer.Text[found.Start.._buffer.Cursor]);
                break;
        }
    }

    private void Write(int start, Candidate candidate)
    {
        _buffer.Replace(start, candidate.Text);
        var rest = _buffer.Text[_buffer.Cursor..];
        if (rest.Length > 0 && candidate.Text[^1] is '\'' or '"' && rest[0] == candidate.Text[^1])
        {
            _buffer.Delete();
        }
        else if (candidate.Ends && (rest.Length == 0 || !char.IsWhiteSpace(rest[0])))
        {
            _buffer.Insert(" ");
        }
    }

    /// <summary>A key while candidates are shown; true when it means what it always means, and the menu is gone.</summary>
    private bool Choose(CompletionMenu menu, ConsoleKeyInfo key)
    {
        if (key.Key == ConsoleKey.Tab)
        {
            menu.Move(key.Modifiers.HasFlag(ConsoleModifiers.Shift) ? -1 : 1);
            _buffer.Replace(menu.Start, menu.Text);
            return false;
        }

        _menu = null;
        if (key.Key == ConsoleKey.Escape)
        {
            menu.Undo();
            _buffer.Replace(menu.Start, menu.Text);
            return false;
        }

        // Enter takes what is chosen; it takes another to run it.
        return !(IsEnter(key) && menu.HasChosen);
    }

    /// <summary>A key while looking for an entry; true when it means what it always means, with the entry found as the text.</summary>
    private bool Search(HistorySearch search, ConsoleKeyInfo key)
    {
        var control = key.Modifiers.HasFlag(ConsoleModifiers.Control);
        switch (key.Key)
        {
            case ConsoleKey.R when control:
                search.Older();
                return false;
            case ConsoleKey.Backspace or ConsoleKey.H when key.Key == ConsoleKey.Backspace || control:
                search.Backspace();
                return false;
            case ConsoleKey.C or ConsoleKey.G when control:
                _search = null;
                return false;
            case not (ConsoleKey.Enter or ConsoleKey.Tab) when IsText(key):
                search.Type(key.KeyChar.ToString());
                return false;
        }

        _search = null;
        if (search.Found is { } found)
        {
            _recalled = found;
            _buffer.Set(search.Match);
        }

        // Only Enter does more than to take it: it runs it.
        return IsEnter(key) && search.Found is not null;
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

    /// <summary>Nobody wants .quit to be the first thing recalled.</summary>
    private void Remember()
    {
        if (!Input.IsCommand(_buffer.Text) || Input.Command(_buffer.Text).Argument.Length > 0)
        {
            history.Add(_buffer.Text.Trim());
        }
    }

    private void Draw()
    {
        var layout = _search is { } search
            ? Layout(search.Match, Math.Max(0, search.Match.IndexOf(search.Sought, StringComparison.OrdinalIgnoreCase)), search.Prompt)
            : Layout(_buffer.Text, _buffer.Cursor, Prompts.First);
        screen.Draw(layout, keys.Height, _menu?.Rows(keys.Width));
    }

    private void Leave(string mark)
    {
        (_search, _menu) = (null, null);
        screen.Leave(Layout(_buffer.Text, _buffer.Text.Length, Prompts.First), mark, keys.Height);
    }

    private ScreenLayout Layout(string text, int cursor, string prompt) =>
        ScreenLayout.Of(text, cursor, keys.Width, prompt, styled ? Highlighter.Styles(text) : null);

    private static bool IsEnter(ConsoleKeyInfo key) => key.Key == ConsoleKey.Enter || key.KeyChar is '\r' or '\n';

    private static bool IsText(ConsoleKeyInfo key) => (key.Modifiers & (ConsoleModifiers.Control | ConsoleModifiers.Alt)) == 0 && !char.IsControl(key.KeyChar);
}
