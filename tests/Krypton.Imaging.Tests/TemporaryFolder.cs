namespace Krypton.Imaging.Tests;

internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("krypton-imaging-");

    public string File(string name) => Path.Combine(_folder.FullName, name);

    public string Write(string name, byte[] content)
    {
        System.IO.File.WriteAllBytes(File(name), content);
        return File(name);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
