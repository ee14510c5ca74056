using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Krypton.Imaging.Tests;

/// <summary>Builds PNG files from raw samples, so that tests know every stored value without trusting an encoder.</summary>
internal static class PngBuilder
{
    public const byte Gray = 0;
    public const byte Rgb = 2;
    public const byte Palette = 3;
    public const byte GrayAlpha = 4;
    public const byte Rgba = 6;

    public static byte[] Build(int width, int height, byte bitDepth, byte colorType, byte[] samples, params (string Type, byte[] Data)[] extra)
    {
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (bitDepth, colorType);
        WriteChunk(file, "IHDR", header);
        foreach (var (type, data) in extra)
        {
            WriteChunk(file, type, data);
        }

        WriteChunk(file, "IDAT", Compress(samples, height));
        WriteChunk(file, "IEND", []);
        return file.ToArray();
    }

    private static byte[] Compress(byte[] samples, int height)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            foreach (var row in samples.Chunk(Math.Max(1, samples.Length / height)))
            {
                zlib.WriteByte(0);
                zlib.Write(row);
            }
        }

        return packed.ToArray();
    }

    private static void WriteChunk(Stream file, string type, byte[] data)
    {
        var body = Encoding.ASCII.GetBytes(type).Concat(data).ToArray();
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc(body));
        file.Write(number);
    }

    private static uint Crc(byte[] data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 1 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
            }
        }

        return ~crc;
    }
}
