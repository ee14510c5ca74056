namespace Krypton.Cli.Repl;

/// <summary>What was typed before, oldest first, kept in a file where that is possible and in memory anyway.</summary>
internal sealed class History
{
    private readonly List<string> _entries;
    private string? _file;

    private History(List<string> entries, string? file) => (_entries, _file) = (entries, file);

    public int Count => _entries.Count;

    public string this[int index] => _entries[index];

    /// <summary>Null keeps nothing beyond this session.</summary>
    public static History Open(string? file)
    {
        try
        {
            return new History(file is null ? [] : HistoryFile.Load(file), file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Nobody should be kept from work by a history that cannot be read.
            return new History([], null);
        }
    }

    /// <summary>Remembers an entry, but not one equal to the last.</summary>
    public void Add(string entry)
    {
        if (string.IsNullOrWhiteSpace(entry) || (_entries.Count > 0 && _entries[^1] == entry))
        {
            return;
        }

        _entries.Add(entry);
        try
        {
            if (_file is not null)
            {
                HistoryFile.Append(_file, entry);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It would fail again for each statement: go on in memory.
            _file = null;
        }
    }
}
