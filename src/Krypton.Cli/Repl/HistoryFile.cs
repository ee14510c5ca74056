using System.Text;

namespace Krypton.Cli.Repl;

/// <summary>The history on disk: one entry a line, line breaks as \n and backslashes doubled; readable by its owner only.</summary>
internal static class HistoryFile
{
    private const int MostEntries = 1000;

    /// <summary>$XDG_STATE_HOME/krypton/history, or ~/.krypton_history; null without a home.</summary>
    public static string? Path(Func<string, string?> variable)
    {
        if (variable("XDG_STATE_HOME") is { Length: > 0 } state && System.IO.Path.IsPathRooted(state))
        {
            return System.IO.Path.Combine(state, "krypton", "history");
        }

        var home = OperatingSystem.IsWindows() ? variable("USERPROFILE") : variable("HOME");
        return string.IsNullOrEmpty(home) ? null : System.IO.Path.Combine(home, ".krypton_history");
    }

    /// <summary>The latest entries; a file that has grown to twice as many is cut down to them.</summary>
    /// <exception cref="IOException">The file cannot be read or cut.</exception>
    /// <exception cref="UnauthorizedAccessException">The same, not allowed.</exception>
    public static List<string> Load(string file)
    {
        if (!File.Exists(file))
        {
            return [];
        }

        var lines = File.ReadAllLines(file);
        if (lines.Length > 2 * MostEntries)
        {
            File.WriteAllLines(file, lines[^MostEntries..]);
        }

        return [.. lines.TakeLast(MostEntries).Select(Decode)];
    }

    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The same, not allowed.</exception>
    public static void Append(string file, string entry)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        var options = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var writer = new StreamWriter(file, options);
        writer.Write(Encode(entry) + "\n");
    }

    private static string Encode(string entry) =>
        entry.Replace("\\", "\\\\", StringComparison.Ordinal).ReplaceLineEndings("\\n");

    private static string Decode(string line)
    {
        var text = new StringBuilder();
        for (var i = 0; i < line.Length; i++)
        {
            var escaped = line[i] == '\\' && i + 1 < line.Length;
            text.Append(!escaped ? line[i] : line[++i] == 'n' ? '\n' : line[i]);
        }

        return text.ToString();
    }
}
