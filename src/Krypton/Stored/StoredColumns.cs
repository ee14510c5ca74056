using System.Globalization;
using System.Runtime.InteropServices;
using Krypton.Planning.Logical;
using Krypton.Sql;
using Krypton.Sql.Ast;

namespace Krypton.Stored;

/// <summary>How grids, classes and numbers stand in a catalog file.</summary>
internal static class StoredColumns
{
    /// <summary>Bytes read at a time.</summary>
    private const int Chunk = 64 << 10;

    public static string Text(PatchGrid g) => string.Create(
        CultureInfo.InvariantCulture, $"{g.PatchHeight},{g.PatchWidth},{g.StrideHeight},{g.StrideWidth},{g.Y.Start},{g.Y.Stride},{g.Y.Count},{g.X.Start},{g.X.Stride},{g.X.Count}");

    public static PatchGrid Grid(string text)
    {
        var n = Integers(text);
        return new PatchGrid(n[0], n[1], n[2], n[3], new PositionAxis(n[4], n[5], n[6]), new PositionAxis(n[7], n[8], n[9]));
    }

    public static Seq<int> Integers(string text) => text.Split(',').Select(t => int.Parse(t, CultureInfo.InvariantCulture)).ToSeq();

    // Little-endian on every machine that .NET runs on.
    public static byte[] Bytes(float[] values) => MemoryMarshal.AsBytes(values.AsSpan()).ToArray();

    /// <summary>Reads rows of numbers, some at a time.</summary>
    /// <param name="bytes">Bytes of a row.</param>
    public static void Rows(Stream stream, int count, int bytes, StoredRow each)
    {
        var (most, width) = (Math.Clamp(Chunk / Math.Max(1, bytes), 1, count), bytes / sizeof(float));
        var chunk = new float[most * width];
        for (var first = 0; first < count; first += most)
        {
            var rows = Math.Min(most, count - first);
            stream.ReadExactly(MemoryMarshal.AsBytes(chunk.AsSpan(0, rows * width)));
            for (var i = 0; i < rows; i++)
            {
                each(first + i, chunk.AsSpan(i * width, width));
            }
        }
    }

    public static float[] Floats(byte[] bytes) => MemoryMarshal.Cast<byte, float>(bytes).ToArray();

    public static object OrNull(Seq<int>? classes) => classes is null ? DBNull.Value : string.Join(',', classes);
}
