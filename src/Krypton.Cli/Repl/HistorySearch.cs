namespace Krypton.Cli.Repl;

/// <summary>Looks for an entry of the history that holds a text, from the latest backwards (Ctrl-R).</summary>
internal sealed class HistorySearch(History history)
{
    private int _from = history.Count - 1;

    /// <summary>What is looked for.</summary>
    public string Sought { get; private set; } = "";

    /// <summary>The entry found, a null where none is.</summary>
    public int? Found { get; private set; }

    public string Match => Found is { } found ? history[found] : "";

    public string Prompt => $"({(Found is null && Sought.Length > 0 ? "not found" : "search")} '{Sought}') ";

    public void Type(string text)
    {
        Sought += text;
        Look();
    }

    /// <summary>Takes back the last character, and looks from the latest entry again.</summary>
    public void Backspace()
    {
        Sought = Sought.Length > 0 ? Sought[..^1] : "";
        _from = history.Count - 1;
        Look();
    }

    /// <summary>To an older entry with another text; stays where there is none.</summary>
    public void Older()
    {
        if (Found is { } found && Before(found - 1, except: Match) is { } older)
        {
            Found = _from = older;
        }
    }

    private void Look()
    {
        Found = Sought.Length == 0 ? null : Before(_from);
        _from = Found ?? _from;
    }

    private int? Before(int from, string? except = null)
    {
        for (var i = from; i >= 0; i--)
        {
            if (history[i] != except && history[i].Contains(Sought, StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        return null;
    }
}
