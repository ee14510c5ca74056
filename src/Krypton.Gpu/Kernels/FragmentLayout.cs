namespace Krypton.Gpu.Kernels;

/// <summary>Which elements of a product each thread of a warp holds (PTX ISA, "Matrix Fragments for mma"): what the tensor kernels' index arithmetic is held against.</summary>
internal static class FragmentLayout
{
    /// <summary>Row (pixel) and column (channel) of register <paramref name="i"/> of the left operand of m16n8k8.</summary>
    public static (int Row, int Column) Left8(int lane, int i) => ((lane / 4) + (i % 2 * 8), (lane % 4) + (i / 2 * 4));

    /// <summary>Row (channel) and column (output) of register <paramref name="i"/> of the right operand of m16n8k8.</summary>
    public static (int Row, int Column) Right8(int lane, int i) => ((lane % 4) + (4 * i), lane / 4);

    /// <summary>The same for half <paramref name="half"/> of a register of m16n8k16.</summary>
    public static (int Row, int Column) Left16(int lane, int i, int half) => ((lane / 4) + (i % 2 * 8), (lane % 4 * 2) + half + (i / 2 * 8));

    public static (int Row, int Column) Right16(int lane, int i, int half) => ((lane % 4 * 2) + half + (8 * i), lane / 4);

    /// <summary>Row (pixel) and column (output) of sum <paramref name="i"/>.</summary>
    public static (int Row, int Column) Sum(int lane, int i) => ((lane / 4) + (i / 2 * 8), (lane % 4 * 2) + (i % 2));
}
