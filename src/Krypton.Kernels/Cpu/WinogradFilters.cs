using System.Runtime.Intrinsics;

namespace Krypton.Kernels.Cpu;

/// <summary>Transforms a layer's 3×3 filters into the panels of the 36 points: G g Gᵀ, eight filters at a time. A block is a panel.</summary>
/// <param name="weights">[outputs][9][channels].</param>
internal sealed unsafe class WinogradFilters(float[] weights, int channels, PackedWeights packed) : IBlockWork
{
    private const int Lanes = 8;

    public void RunBlock(int block, int worker)
    {
        Span<Vector512<double>> filter = stackalloc Vector512<double>[9];
        Span<Vector512<double>> half = stackalloc Vector512<double>[3 * WinogradAxis.Input];
        Span<Vector512<double>> transformed = stackalloc Vector512<double>[WinogradAxis.Input];
        var (first, width) = (block * Microkernel.Columns, packed.Width(block));

        // Outputs innermost: the 36 places a filter goes to then stay in the cache for the next one.
        for (var c = 0; c < channels; c++)
        {
            for (var j = 0; j < width; j += Lanes)
            {
                Load(first + j, c, filter);
                for (var x = 0; x < 3; x++)
                {
                    WinogradAxis.Filter(filter[x], filter[3 + x], filter[6 + x], half[(x * WinogradAxis.Input)..]);
                }

                for (var y = 0; y < WinogradAxis.Input; y++)
                {
                    WinogradAxis.Filter(half[y], half[WinogradAxis.Input + y], half[(2 * WinogradAxis.Input) + y], transformed);
                    for (var x = 0; x < WinogradAxis.Input; x++)
                    {
                        var narrow = Vector256.Narrow(transformed[x].GetLower(), transformed[x].GetUpper());
                        narrow.Store(packed.At(block, (y * WinogradAxis.Input) + x, c) + j);
                    }
                }
            }
        }
    }

    /// <summary>The nine weights of eight outputs and one input channel, zero beyond the last output.</summary>
    private void Load(int output, int channel, Span<Vector512<double>> filter)
    {
        Span<double> lanes = stackalloc double[Lanes];
        for (var tap = 0; tap < filter.Length; tap++)
        {
            for (var lane = 0; lane < Lanes; lane++)
            {
                lanes[lane] = output + lane < packed.Outputs ? weights[((((output + lane) * 9) + tap) * channels) + channel] : 0;
            }

            filter[tap] = Vector512.Create<double>(lanes);
        }
    }
}
