using Krypton.Cli.Terminal;

namespace Krypton.Cli.Repl.Completion;

/// <summary>Candidates below the text; Tab goes from one to the next.</summary>
internal sealed class CompletionMenu(Candidates candidates, string typed)
{
    private const int MostRows = 6;
    private const int Gap = 2;

    private int? _chosen;

    /// <summary>Where the word begins that the candidates replace.</summary>
    public int Start => candidates.Start;

    public bool HasChosen => _chosen is not null;

    /// <summary>What stands in the text at the moment; what was typed before one is chosen.</summary>
    public string Text => _chosen is { } chosen ? candidates.All[chosen].Text : typed;

    /// <summary>Chooses another, around the end.</summary>
    public void Move(int step) => _chosen = _chosen is { } chosen
        ? (chosen + step + candidates.All.Count) % candidates.All.Count
        : step > 0 ? 0 : candidates.All.Count - 1;

    /// <summary>Back to what was typed.</summary>
    public void Undo() => _chosen = null;

    /// <summary>The rows around the chosen candidate, in columns read from left to right, and how many more there are.</summary>
    public IReadOnlyList<string> Rows(int width)
    {
        var cell = Math.Min(width - 1, candidates.All.Max(c => CellText.Width(c.Shown)) + Gap);
        var columns = Math.Max(1, (width - 1) / Math.Max(1, cell));
        var rows = candidates.All.Select((c, i) => (Text: Cell(c.Shown, cell - Gap, i == _chosen), i)).Chunk(columns).Select(row => string.Concat(row.Select(c => c.Text)).TrimEnd()).ToList();
        var first = Math.Max(0, Math.Min(((_chosen ?? 0) / columns) - (MostRows / 2), rows.Count - MostRows));
        var shown = rows.Skip(first).Take(MostRows).ToList();
        var hidden = candidates.All.Count - Math.Min(candidates.All.Count - (first * columns), shown.Count * columns);
        return hidden > 0 ? [.. shown, CellText.Cut($"… and {hidden} more", width - 1)] : shown;
    }

    private static string Cell(string text, int width, bool chosen)
    {
        var cut = CellText.Cut(CellText.OneLine(text), width);
        return (chosen ? $"\u001b[7m{cut}\u001b[0m" : cut) + new string(' ', width - CellText.Width(cut) + Gap);
    }
}
