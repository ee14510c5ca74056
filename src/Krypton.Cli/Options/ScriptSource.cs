namespace Krypton.Cli.Options;

/// <summary>Statements from the command line, or from a file; the file "-" is standard input.</summary>
internal sealed record ScriptSource(string? Text, string? File)
{
    public static ScriptSource StandardInput { get; } = new(null, "-");

    /// <summary>The statements.</summary>
    /// <exception cref="IOException">The file cannot be read; the message says which and why.</exception>
    public string Read(TextReader input) => Text ?? (File == "-" ? input.ReadToEnd() : ReadFile(File!));

    private static string ReadFile(string path)
    {
        try
        {
            return System.IO.File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new IOException(
                Directory.Exists(path) ? $"'{path}' is a folder; -f takes a script"
                : !System.IO.File.Exists(path) ? $"there is no script '{path}'"
                : $"cannot read the script '{path}': {e.Message.TrimEnd('.')}", e);
        }
    }
}
