namespace Krypton.Kernels.Cpu;

/// <summary>The matrix product of one block of pixels with panels of weights: the pixels six at a time, what hangs over an edge through a tile of its own.</summary>
/// <param name="table">Pointers to the block's inputs, [six pixels][tap][pixel]; the last six are full.</param>
/// <param name="taps">Taps in the table.</param>
/// <param name="pixels">Pixels of the block.</param>
/// <param name="stride">Floats from one output pixel to the next.</param>
/// <param name="residual">A pointer a pixel to what is added in the end, filled up like the table; null for nothing.</param>
/// <param name="ahead">Pixels that are wanted next; null for none.</param>
internal readonly unsafe ref struct BlockProduct(float** table, int taps, int pixels, nint stride, float** residual, SourcePrefetch* ahead)
{
    /// <summary>Pixels between a residual's prefetch and its use, in whole tiles.</summary>
    private const int ResidualAhead = 4 * Microkernel.Rows;

    private readonly float** _table = table;
    private readonly float** _residual = residual;
    private readonly SourcePrefetch* _ahead = ahead;

    /// <summary>Adds some of a panel's products to the sums.</summary>
    /// <param name="slice">Which products.</param>
    /// <param name="weights">Their weights.</param>
    /// <param name="following">The weights that are needed next, as many; prefetched in the calls that prefetch no pixels.</param>
    /// <param name="width">The panel's outputs.</param>
    /// <param name="output">The panel's first output channel of the map.</param>
    /// <param name="columns">Output channels there is room for.</param>
    /// <param name="to">The first pixel's output channels that the panel computes.</param>
    /// <param name="bias">What the sums begin with; null to go on from what is there.</param>
    /// <param name="end">What closes the sums, if these are the last products.</param>
    public void Run(in DepthSlice slice, float* weights, float* following, int width, int output, int columns, float* to, float* bias, Clamp? end)
    {
        var table = _table + (slice.Tap * Microkernel.Rows);
        var residual = end is null ? null : _residual;
        var (low, high) = end is { } clamp ? (clamp.Low, clamp.High) : (float.NegativeInfinity, float.PositiveInfinity);
        var tile = stackalloc float[Microkernel.Rows * width];
        var products = slice.Taps * slice.Depth;
        var next = new PrefetchShares(following, products * width, (pixels + Microkernel.Rows - 1) / Microkernel.Rows, products);
        for (var pixel = 0; pixel < pixels; pixel += Microkernel.Rows, table += taps * Microkernel.Rows, to += Microkernel.Rows * stride)
        {
            var share = _ahead is null ? default : _ahead->Next(products);
            if (share.From is null)
            {
                share = next[pixel / Microkernel.Rows];
            }

            if (residual is not null)
            {
                PrefetchResidual(pixel, output);
            }

            var rows = Math.Min(Microkernel.Rows, pixels - pixel);
            var added = residual is null ? null : residual + pixel;
            if (rows == Microkernel.Rows && columns >= width)
            {
                Microkernel.Run(
                    width, table, slice.Taps, slice.First, slice.Depth, weights, slice.TapStride * width,
                    bias is null ? to : bias, bias is null ? stride : 0, to, stride, low, high, added, output, share);
                continue;
            }

            // The sums so far go through the tile too: every pixel is then added up in the same order, wherever its tile ends.
            if (bias is null)
            {
                CopyTile(to, stride, tile, width, rows, Math.Min(width, columns));
            }

            Microkernel.Run(
                width, table, slice.Taps, slice.First, slice.Depth, weights, slice.TapStride * width,
                bias is null ? tile : bias, bias is null ? width : 0, tile, width, low, high, added, output, share);
            CopyTile(tile, width, to, stride, rows, Math.Min(width, columns));
        }
    }

    /// <summary>Residuals are read in columns of a panel, which no hardware prefetcher follows.</summary>
    private void PrefetchResidual(int pixel, int output)
    {
        var end = (pixels + Microkernel.Rows - 1) / Microkernel.Rows * Microkernel.Rows;
        var ahead = pixel + ResidualAhead;
        if (ahead >= end)
        {
            (ahead, output) = (ahead - end, output + Microkernel.Columns);
        }

        for (var r = 0; r < Microkernel.Rows && ahead < end; r++)
        {
            Prefetch.Lines(_residual[ahead + r] + output, Microkernel.Columns);
        }
    }

    private static void CopyTile(float* from, nint fromStride, float* to, nint toStride, int rows, int columns)
    {
        for (var r = 0; r < rows; r++)
        {
            for (var j = 0; j < columns; j++)
            {
                to[(r * toStride) + j] = from[(r * fromStride) + j];
            }
        }
    }
}
