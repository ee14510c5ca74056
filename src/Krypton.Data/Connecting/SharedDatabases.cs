using Krypton.Catalog;

namespace Krypton.Data.Connecting;

/// <summary>The databases of open files: all connections of a process to one file share its catalog and its models, which are slow to load.</summary>
internal static class SharedDatabases
{
    private static readonly Dictionary<string, Entry> Open = [];
    private static readonly Lock Access = new();

    private sealed class Entry(Database database)
    {
        public Database Database { get; } = database;

        public int Users { get; set; }

        public bool Kept { get; set; }
    }

    /// <exception cref="CatalogException">The file cannot be opened.</exception>
    public static Database Take(string path)
    {
        lock (Access)
        {
            if (Open.TryGetValue(path, out var entry) && entry.Users == 0 && !File.Exists(path))
            {
                // Somebody deleted the catalog while nobody used it: what is kept is no longer the file of that name.
                Close(path, entry);
                entry = null;
            }

            entry ??= Open[path] = new Entry(Database.Open(path));
            entry.Users++;
            return entry.Database;
        }
    }

    /// <param name="path">What was taken.</param>
    /// <param name="keep">Whether it stays open without users, for the next.</param>
    public static void Return(string path, bool keep)
    {
        lock (Access)
        {
            var entry = Open[path];
            (entry.Users, entry.Kept) = (entry.Users - 1, keep);
            if (entry is { Users: 0, Kept: false })
            {
                Close(path, entry);
            }
        }
    }

    /// <summary>Closes what nobody uses; what is in use is closed when its last user leaves.</summary>
    /// <param name="only">The one file meant; null for all.</param>
    public static void Clear(string? only)
    {
        lock (Access)
        {
            foreach (var (path, entry) in Open.Where(o => only is null || o.Key == only).ToList())
            {
                entry.Kept = false;
                if (entry.Users == 0)
                {
                    Close(path, entry);
                }
            }
        }
    }

    private static void Close(string path, Entry entry)
    {
        Open.Remove(path);
        entry.Database.Dispose();
    }
}
