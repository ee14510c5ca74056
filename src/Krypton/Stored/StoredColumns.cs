using System.Globalization;
using System.Runtime.InteropServices;
using Krypton.Planning.Logical;
using Krypton.Sql;
using Krypton.Sql.Ast;

namespace Krypton.Stored;

/// <summary>How grids, classes and numbers stand in a catalog file.</summary>
internal static class StoredColumns
{
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

    /// <summary>Straight into its place: a view can be large, and new memory is slow.</summary>
    public static float[] Read(Stream stream, long bytes)
    {
        using (stream)
        {
            var values = GC.AllocateUninitializedArray<float>(checked((int)(bytes / sizeof(float))));
            stream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
            return values;
        }
    }

    public static float[] Floats(byte[] bytes) => MemoryMarshal.Cast<byte, float>(bytes).ToArray();

    public static object OrNull(Seq<int>? classes) => classes is null ? DBNull.Value : string.Join(',', classes);
}
