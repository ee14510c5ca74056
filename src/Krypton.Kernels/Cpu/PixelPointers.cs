namespace Krypton.Kernels.Cpu;

/// <summary>Tables of pointers to the pixels that a block reads.</summary>
internal static unsafe class PixelPointers
{
    /// <summary>A pointer to what <paramref name="map"/> holds under each output pixel of a block, <paramref name="rowStep"/> rows and <paramref name="columnStep"/> columns apart.</summary>
    public static void Fill(Overlay map, Overlay output, ReadOnlySpan<RowBand> bands, int rowStep, int columnStep, float** to)
    {
        foreach (ref readonly var band in bands)
        {
            ref var box = ref output.Boxes[band.Position];
            for (var y = box.Y + band.Row; y < box.Y + band.Row + band.Rows; y++)
            {
                for (var x = 0; x < box.Width;)
                {
                    var from = map.Run(band.Position, y * rowStep, (box.X + x) * columnStep, box.Width - x, columnStep, out var run);
                    for (var end = x + run; x < end; x++, from += (nint)columnStep * map.Stride)
                    {
                        *to++ = from;
                    }
                }
            }
        }
    }

    /// <summary>The last tile's free rows repeat its last pixel, so that the microkernel always reads something.</summary>
    /// <param name="table">[six pixels][tap][pixel].</param>
    public static void FillUp(float** table, int pixels, int taps)
    {
        var tiles = (pixels + Microkernel.Rows - 1) / Microkernel.Rows;
        var last = table + ((nint)(tiles - 1) * taps * Microkernel.Rows);
        var used = pixels - ((tiles - 1) * Microkernel.Rows);
        for (var tap = 0; tap < taps; tap++)
        {
            for (var r = used; r < Microkernel.Rows; r++)
            {
                last[(tap * Microkernel.Rows) + r] = last[(tap * Microkernel.Rows) + used - 1];
            }
        }
    }
}
