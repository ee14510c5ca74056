using ILGPU;
using ILGPU.Runtime.Cuda;

namespace Krypton.Gpu.Kernels;

/// <summary>A thread's part of 16 pixels times 8 (or 16) channels.</summary>
internal struct RowFragment
{
    public uint A0;
    public uint A1;
    public uint A2;
    public uint A3;
}

/// <summary>A thread's part of 8 (or 16) channels times 8 outputs.</summary>
internal struct ColumnFragment
{
    public uint B0;
    public uint B1;
}

/// <summary>Reads a thread's part of the operands from shared memory, where channels are <c>pitch</c> floats apart (<see cref="FragmentLayout"/>).</summary>
internal static class Fragments
{
    public static RowFragment Rows(ArrayView<float> tile, int at, int pitch) => new()
    {
        A0 = Round(tile[at]),
        A1 = Round(tile[at + 8]),
        A2 = Round(tile[at + (4 * pitch)]),
        A3 = Round(tile[at + (4 * pitch) + 8]),
    };

    public static RowFragment RowsRest(ArrayView<float> tile, int at, int pitch) => new()
    {
        A0 = Rest(tile[at]),
        A1 = Rest(tile[at + 8]),
        A2 = Rest(tile[at + (4 * pitch)]),
        A3 = Rest(tile[at + (4 * pitch) + 8]),
    };

    public static ColumnFragment Columns(ArrayView<float> tile, int at, int pitch) => new() { B0 = Round(tile[at]), B1 = Round(tile[at + (4 * pitch)]) };

    public static ColumnFragment ColumnsRest(ArrayView<float> tile, int at, int pitch) => new() { B0 = Rest(tile[at]), B1 = Rest(tile[at + (4 * pitch)]) };

    public static RowFragment PairedRows(ArrayView<float> tile, int at, int pitch) => new()
    {
        A0 = Pair(tile[at], tile[at + pitch]),
        A1 = Pair(tile[at + 8], tile[at + pitch + 8]),
        A2 = Pair(tile[at + (8 * pitch)], tile[at + (9 * pitch)]),
        A3 = Pair(tile[at + (8 * pitch) + 8], tile[at + (9 * pitch) + 8]),
    };

    public static ColumnFragment PairedColumns(ArrayView<float> tile, int at, int pitch) =>
        new() { B0 = Pair(tile[at], tile[at + pitch]), B1 = Pair(tile[at + (8 * pitch)], tile[at + (9 * pitch)]) };

    private static uint Round(float value)
    {
        CudaAsm.Emit("cvt.rna.tf32.f32 %0, %1;", out uint rounded, value);
        return rounded;
    }

    private static uint Rest(float value) => Round(value - Interop.IntAsFloat(Round(value)));

    /// <summary>Two neighbouring channels; the first goes into the lower half.</summary>
    private static uint Pair(float first, float second)
    {
        CudaAsm.Emit("cvt.rn.bf16x2.f32 %0, %1, %2;", out uint pair, second, first);
        return pair;
    }
}
