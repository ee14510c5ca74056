namespace Krypton.Execution.Tests;

/// <summary>The real models beside the checkout, which may be missing.</summary>
internal static class TestData
{
    private static readonly Lazy<string> Folder = new(() =>
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Krypton.sln")))
        {
            folder = folder.Parent;
        }

        return Path.GetFullPath(Path.Combine(folder?.FullName ?? AppContext.BaseDirectory, "..", "shared", "data"));
    });

    /// <summary>The path of a file below ../shared/data; skips the test when it is missing.</summary>
    public static string Find(string path)
    {
        var file = Path.Combine(Folder.Value, path);
        Assert.SkipUnless(File.Exists(file), $"there is no file ../shared/data/{path}");
        return file;
    }
}
