namespace Krypton.Tests.Cli;

/// <summary>Bundled files that these tests use, and a folder of its own for each test.</summary>
internal static class Checkout
{
    public static string Film { get; } = Path.Combine(Root, "examples", "phantoms", "films", "opacity-1000002.png");

    public static string Films { get; } = Path.Combine(Root, "examples", "phantoms", "films", "*.png");

    public static string Model { get; } = Path.Combine(Root, "examples", "phantoms", "phantom-chest.onnx");

    private static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Krypton.sln")))
            {
                folder = folder.Parent;
            }

            return folder?.FullName ?? throw new InvalidOperationException("No folder above the tests holds Krypton.sln.");
        }
    }

    /// <summary>A new empty folder, gone when disposed.</summary>
    public sealed class Folder : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("krypton-cli-");

        public string Path => _folder.FullName;

        public string File(string name) => System.IO.Path.Combine(Path, name);

        public string File(string name, string text)
        {
            System.IO.File.WriteAllText(File(name), text);
            return File(name);
        }

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
