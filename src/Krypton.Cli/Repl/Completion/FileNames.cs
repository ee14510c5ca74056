namespace Krypton.Cli.Repl.Completion;

/// <summary>Completes the names of files and folders.</summary>
internal static class FileNames
{
    // A folder of a data set has a hundred thousand: nobody reads them, and the disk would keep the keyboard waiting.
    private const int MostLookedAt = 5000;

    /// <summary>Paths that begin with what was typed, folders with a slash at their end and the rest with one of the endings, if there are any.</summary>
    /// <param name="endings">With their dots; none for every file.</param>
    public static IReadOnlyList<string> Beginning(string typed, params string[] endings)
    {
        var slash = typed.LastIndexOf('/');
        var (folder, begun) = (typed[..(slash + 1)], typed[(slash + 1)..]);
        try
        {
            var entries = new DirectoryInfo(folder.Length == 0 ? "." : folder).EnumerateFileSystemInfos().Take(MostLookedAt)
                .Where(e => e.Name.StartsWith(begun, StringComparison.Ordinal) && (begun.Length > 0 || !e.Name.StartsWith('.')))
                .OrderBy(e => e.Name, StringComparer.Ordinal)
                .ToList();
            return [.. entries.Where(e => IsFolder(e) || endings.Length == 0 || endings.Contains(e.Extension, StringComparer.OrdinalIgnoreCase)).Select(e => folder + e.Name + (IsFolder(e) ? "/" : ""))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // No such folder, or none of ours: nothing to offer.
            return [];
        }
    }

    // Of a link, whether it leads to one.
    private static bool IsFolder(FileSystemInfo entry) => entry is DirectoryInfo || (entry.LinkTarget is not null && Directory.Exists(entry.FullName));
}
