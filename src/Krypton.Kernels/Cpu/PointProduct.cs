namespace Krypton.Kernels.Cpu;

/// <summary>The matrix product of one of Winograd's points: a block's transformed tiles times the point's transformed filters.</summary>
internal static unsafe class PointProduct
{
    private const int DepthChunk = 512;

    // Sums begin at zero; the bias is added on the way back.
    private static readonly NativeBuffer Zeros = NativeBuffer.Of(Microkernel.Columns);

    /// <summary>Tiles a block: at most <paramref name="most"/>, a like share for every worker, in whole rows of the microkernel.</summary>
    public static int BlockTiles(int tiles, int workers, int most)
    {
        var share = (tiles + workers - 1) / workers;
        var blocksEach = Math.Max(1, (share + most - 1) / most);
        return Math.Max(Microkernel.Rows, ((share / blocksEach) + Microkernel.Rows - 1) / Microkernel.Rows * Microkernel.Rows);
    }

    /// <param name="weights">The filters, a point a tap.</param>
    /// <param name="v">The tiles, one behind the other; there is room for whole rows of the microkernel.</param>
    /// <param name="m">Their sums.</param>
    public static void Run(PackedWeights weights, int point, float* v, float* m, int tiles)
    {
        var (depth, outputs) = (weights.Depth, weights.PaddedOutputs);
        var calls = (tiles + Microkernel.Rows - 1) / Microkernel.Rows;
        var rows = stackalloc float*[Microkernel.Rows];
        for (var k = 0; k < depth && calls > 0; k += DepthChunk)
        {
            var chunk = Math.Min(DepthChunk, depth - k);
            for (var panel = 0; panel < weights.Panels; panel++)
            {
                var u = weights.At(panel, point, k);
                var following = panel + 1 < weights.Panels ? weights.At(panel + 1, point, k)
                    : k + chunk < depth ? weights.At(0, point, k + chunk)
                    : weights.At(0, (point + 1) % weights.Taps, 0);
                var ahead = new PrefetchShares(following, chunk * Microkernel.Columns, calls, chunk);
                for (var call = 0; call < calls; call++)
                {
                    // The last row of six may compute tiles that nobody reads.
                    var t = (nint)call * Microkernel.Rows;
                    for (var r = 0; r < Microkernel.Rows; r++)
                    {
                        rows[r] = v + ((t + r) * depth) + k;
                    }

                    var to = m + (t * outputs) + (panel * Microkernel.Columns);
                    Microkernel.Run(
                        weights.Width(panel), rows, 1, 0, chunk, u, 0, k == 0 ? Zeros.Pointer : to, k == 0 ? 0 : outputs, to, outputs,
                        float.NegativeInfinity, float.PositiveInfinity, ahead: ahead[call]);
                }
            }
        }
    }
}
