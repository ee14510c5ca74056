namespace Krypton.Data.Tests;

/// <summary>Finds the repository's files, whatever folder the tests run in.</summary>
internal static class Repository
{
    public static string Root { get; } = Up(AppContext.BaseDirectory);

    public static string Model => Path.Combine(Root, "examples", "phantoms", "phantom-chest.onnx");

    public static string Films => Path.Combine(Root, "examples", "phantoms", "films");

    public static string Film(string name = "opacity-1000002") => Path.Combine(Films, $"{name}.png");

    private static string Up(string folder) =>
        File.Exists(Path.Combine(folder, "Krypton.sln")) ? folder : Up(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("Krypton.sln was not found above the tests"));
}
