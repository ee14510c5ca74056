using System.Buffers.Binary;
using System.IO.Compression;

namespace Krypton.Phantoms.Training;

/// <summary>Writes 8-bit gray PNG files.</summary>
internal static class PngFile
{
    private static readonly byte[] Signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    /// <summary>Writes a square image given row by row.</summary>
    public static void WriteGray(string path, byte[] pixels, int size)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, size);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), size);
        header[8] = 8;
        using var file = File.Create(path);
        file.Write(Signature);
        WriteChunk(file, "IHDR"u8, header);
        WriteChunk(file, "IDAT"u8, Compress(pixels, size));
        WriteChunk(file, "IEND"u8, []);
    }

    /// <summary>Rows as differences from the row above (filter 2): films are smooth, differences compress better.</summary>
    private static byte[] Compress(byte[] pixels, int size)
    {
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.SmallestSize))
        {
            for (var y = 0; y < size; y++)
            {
                zlib.WriteByte(2);
                for (var x = 0; x < size; x++)
                {
                    var above = y == 0 ? 0 : pixels[(y - 1) * size + x];
                    zlib.WriteByte((byte)(pixels[y * size + x] - above));
                }
            }
        }

        return compressed.ToArray();
    }

    private static void WriteChunk(Stream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(type);
        file.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Crc(Crc(uint.MaxValue, type), data));
        file.Write(number);
    }

    private static uint Crc(uint crc, ReadOnlySpan<byte> data)
    {
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
            }
        }

        return crc;
    }
}
