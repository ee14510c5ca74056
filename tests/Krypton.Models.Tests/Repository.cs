namespace Krypton.Models.Tests;

/// <summary>Files of the checkout, and the real data beside it, which may be missing.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>A folder below the sibling data folder; skips the test when it is missing.</summary>
    public static string Data(string path)
    {
        var folder = Path.GetFullPath(Path.Combine(Root, "..", "shared", "data", path));
        Assert.SkipUnless(Directory.Exists(folder), $"there is no folder ../shared/data/{path}");
        return folder;
    }

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path)).ReplaceLineEndings("\n");

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Krypton.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("No folder above the tests holds Krypton.sln.");
    }
}
