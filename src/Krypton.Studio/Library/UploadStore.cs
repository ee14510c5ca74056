using System.Security.Cryptography;

namespace Krypton.Studio.Library;

/// <summary>Files of users under their content hashes, within the limits.</summary>
internal sealed class UploadStore(StudioFolder folder, StudioLimits limits)
{
    private readonly SemaphoreSlim _oneAtATime = new(1);

    /// <summary>Stores what comes in and returns its path; the same content is stored once.</summary>
    /// <param name="ending">The file's ending, with the dot: chosen by us, not by the user.</param>
    /// <exception cref="UploadException">It is larger than the limit, or the folder is full.</exception>
    public async Task<string> Store(Stream content, string ending, long limit, CancellationToken cancellation)
    {
        await _oneAtATime.WaitAsync(cancellation);
        var unfinished = Path.Combine(folder.Uploads, $"{Guid.NewGuid():N}.tmp");
        try
        {
            var room = Math.Min(limit, limits.UploadBytes - new DirectoryInfo(folder.Uploads).EnumerateFiles().Sum(f => f.Length));
            var hash = await Copy(content, unfinished, room, limit, cancellation);
            var path = Path.Combine(folder.Uploads, hash + ending);
            File.Move(unfinished, path, overwrite: true);
            return path;
        }
        finally
        {
            File.Delete(unfinished);
            _oneAtATime.Release();
        }
    }

    private static async Task<string> Copy(Stream content, string to, long room, long limit, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var file = File.Create(to);
        var buffer = new byte[1 << 16];
        var total = 0L;
        for (int read; (read = await content.ReadAsync(buffer, cancellation)) > 0;)
        {
            total += read;
            if (total > room)
            {
                throw new UploadException(room < limit ? "Studio's data folder is full; ask whoever runs it to make room" : $"the file is larger than {limit >> 20} MB", TooLarge: true);
            }

            hash.AppendData(buffer, 0, read);
            await file.WriteAsync(buffer.AsMemory(0, read), cancellation);
        }

        return total > 0 ? Convert.ToHexStringLower(hash.GetHashAndReset()) : throw new UploadException("the file is empty");
    }
}
