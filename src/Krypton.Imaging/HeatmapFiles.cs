using System.Buffers.Binary;
using System.Text;

namespace Krypton.Imaging;

/// <summary>Heatmaps as NumPy files: rows × columns of little-endian 32-bit floats, format version 1.0.</summary>
public static class HeatmapFiles
{
    /// <summary>Writes or replaces an <c>.npy</c> file, creating folders. Throws <see cref="ImageException"/> when it cannot.</summary>
    public static void SaveNpy(float[,] values, string path) => OutputFile.Write(path, EncodeNpy(values));

    /// <summary>The bytes of an <c>.npy</c> file with the array in C order.</summary>
    public static byte[] EncodeNpy(float[,] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var (rows, columns) = (values.GetLength(0), values.GetLength(1));
        var description = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({rows}, {columns}), }}";

        // Magic, version and header length take 10 bytes; the data must start at a multiple of 64, after a newline.
        var dataAt = (10 + description.Length + 1 + 63) / 64 * 64;
        var file = new byte[checked(dataAt + (rows * columns * sizeof(float)))];
        file[0] = 0x93;
        "NUMPY"u8.CopyTo(file.AsSpan(1));
        (file[6], file[7]) = (1, 0);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(8), (ushort)(dataAt - 10));
        Encoding.ASCII.GetBytes(description.PadRight(dataAt - 11) + '\n').CopyTo(file, 10);
        var at = dataAt;
        foreach (var value in values)
        {
            BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(at), value);
            at += sizeof(float);
        }

        return file;
    }
}
