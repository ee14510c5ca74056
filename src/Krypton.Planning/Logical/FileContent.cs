using System.Security.Cryptography;

namespace Krypton.Planning.Logical;

/// <summary>A file that the calling program holds in memory: an encoded image or a model. Equal when the bytes are.</summary>
public sealed class FileContent : IEquatable<FileContent>
{
    private readonly byte[] _bytes;

    /// <param name="bytes">The file's bytes; nobody may change them any more.</param>
    public FileContent(byte[] bytes) => (_bytes, Hash) = (bytes, Convert.ToHexStringLower(SHA256.HashData(bytes)));

    /// <summary>SHA-256 of the bytes, lower-case hexadecimal, as of a file on disk.</summary>
    public string Hash { get; }

    public ReadOnlyMemory<byte> Bytes => _bytes;

    public bool Equals(FileContent? other) => Hash == other?.Hash;

    public override bool Equals(object? obj) => Equals(obj as FileContent);

    public override int GetHashCode() => Hash.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Hash;
}
