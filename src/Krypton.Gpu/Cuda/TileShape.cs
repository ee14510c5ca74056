namespace Krypton.Gpu.Cuda;

/// <summary>What a group of threads computes: two warps along 128 pixels, some along the outputs.</summary>
/// <param name="WarpOutputs">Outputs of a warp, 32 or 64.</param>
/// <param name="Columns">Warps side by side along the outputs.</param>
internal readonly record struct TileShape(int WarpOutputs, int Columns)
{
    private static readonly TileShape[] Tensor = [new(64, 2), new(32, 3), new(32, 2), new(32, 1)];

    /// <summary>Split operands and the sums of their products take the registers that wider warps would need.</summary>
    private static readonly TileShape[] Split = [new(32, 4), new(32, 3), new(32, 2), new(32, 1)];

    /// <summary>Six warps of plain sums would not find registers.</summary>
    private static readonly TileShape[] Plain = [new(64, 2), new(32, 2), new(32, 1)];

    /// <summary>The most outputs that a tile has.</summary>
    public const int MostOutputs = 128;

    public int Outputs => WarpOutputs * Columns;

    public int Threads => 64 * Columns;

    /// <summary>Neighbouring outputs that one thread sums, for each of its eight pixels.</summary>
    public int ThreadOutputs => WarpOutputs / 4;

    /// <summary>The shapes that serve a precision, the widest first.</summary>
    public static IReadOnlyList<TileShape> All(Precision precision) => precision switch { Precision.Fp32 => Plain, Precision.SplitTf32 => Split, _ => Tensor };

    /// <summary>The fastest for so many outputs.</summary>
    public static TileShape For(int outputs, Precision precision) => All(precision).MinBy(t => (outputs + t.Outputs - 1) / t.Outputs * t.Outputs / t.Rate(precision));

    /// <summary>How fast it is beside the widest, full tiles given (H200, docs/gpu.md).</summary>
    private double Rate(Precision precision) => (Outputs, precision) switch { (128, _) => 1, (96, _) => 0.8, (64, Precision.Fp32) => 0.8, (64, _) => 0.6, (_, Precision.Fp32) => 0.6, _ => 0.35 };

    /// <summary>Bytes of half a step's weights.</summary>
    public int WeightBytes(Precision precision) => Outputs * ConvolutionPtx.HalfChannels * (precision == Precision.Bf16 ? 2 : 4);

    /// <summary>Groups that a multiprocessor is to hold at once, which bounds a thread's registers.</summary>
    public int Resident(Precision precision) => precision switch
    {
        Precision.Fp32 => Outputs == 32 ? 4 : 2,
        Precision.SplitTf32 => 4 / Columns,
        _ => WarpOutputs == 64 ? 4 / Columns : Columns == 1 ? 6 : 8 / Columns,
    };

    /// <summary>Where in a tile's outputs row n of its weights stands, so that each thread ends up with neighbouring outputs (PTX ISA 7.8, "Matrix Fragments for mma.m16n8k8").</summary>
    public int OutputOfRow(int n) => (n / WarpOutputs * WarpOutputs) + (n % 8 / 2 * ThreadOutputs) + (n % WarpOutputs / 8 * 2) + (n % 2);
}
