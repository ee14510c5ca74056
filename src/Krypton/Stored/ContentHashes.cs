using System.Security.Cryptography;

namespace Krypton.Stored;

/// <summary>SHA-256 of files, computed once for each size and date of change.</summary>
internal sealed class ContentHashes
{
    private readonly Dictionary<string, (long Bytes, DateTime Changed, string Hash)> _known = [];
    private readonly Lock _lock = new();

    /// <summary>The hash, lower-case hexadecimal; null when the file cannot be read.</summary>
    public string? Of(string path)
    {
        lock (_lock)
        {
            try
            {
                var info = new FileInfo(path);
                if (!info.Exists)
                {
                    return null;
                }

                if (_known.TryGetValue(path, out var known) && known.Bytes == info.Length && known.Changed == info.LastWriteTimeUtc)
                {
                    return known.Hash;
                }

                using var file = info.OpenRead();
                var hash = Convert.ToHexStringLower(SHA256.HashData(file));
                _known[path] = (info.Length, info.LastWriteTimeUtc, hash);
                return hash;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }
    }
}
