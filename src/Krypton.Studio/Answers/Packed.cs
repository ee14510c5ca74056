using System.Runtime.InteropServices;

namespace Krypton.Studio.Answers;

/// <summary>Numbers as base64 of their little-endian 32-bit values: exact, and a quarter of their size as text.</summary>
internal static class Packed
{
    public static string Floats(float[,] values) => Convert.ToBase64String(MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(ref values[0, 0], values.Length)));

    public static string Integers(int[] values) => Convert.ToBase64String(MemoryMarshal.AsBytes(values.AsSpan()));
}
