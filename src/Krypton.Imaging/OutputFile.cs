namespace Krypton.Imaging;

/// <summary>Writes a whole file or none: a reader never sees half a heatmap, and a failed run leaves the old one in place.</summary>
public static class OutputFile
{
    /// <summary>Replaces the file and creates missing folders. Throws <see cref="ImageException"/> when it cannot.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var unfinished = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
            {
                Directory.CreateDirectory(folder);
            }

            File.WriteAllBytes(unfinished, content);
            File.Move(unfinished, path, overwrite: true);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            if (File.Exists(unfinished))
            {
                File.Delete(unfinished);
            }

            throw new ImageException($"'{path}' cannot be written: {cause.Message} Choose a path in a folder you may write to.", cause);
        }
    }
}
