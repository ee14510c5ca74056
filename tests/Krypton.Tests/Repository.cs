namespace Krypton.Tests;

/// <summary>Finds the repository's files, whatever folder the tests run in.</summary>
internal static class Repository
{
    public static string Root { get; } = Up(AppContext.BaseDirectory);

    public static string Model => Path.Combine(Root, "examples", "phantoms", "phantom-chest.onnx");

    public static string Films => Path.Combine(Root, "examples", "phantoms", "films");

    public static string Film(string name = "opacity-1000002") => Path.Combine(Films, $"{name}.png");

    /// <summary>The outside data folder when it is there; tests that need it skip otherwise.</summary>
    public static string Data(string path)
    {
        var full = Path.GetFullPath(Path.Combine(Root, "..", "shared", "data", path));
        Assert.SkipUnless(Path.Exists(full), $"the data folder is not here: {path}");
        return full;
    }

    private static string Up(string folder) =>
        File.Exists(Path.Combine(folder, "Krypton.sln")) ? folder : Up(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("Krypton.sln was not found above the tests"));
}
