namespace Krypton.Phantoms.Training;

/// <summary>One film to learn from, or a square piece of one.</summary>
/// <param name="Pixels">Gray values, rectangles pasted on.</param>
/// <param name="Target">What "opacity" should score, 0 to 1.</param>
/// <param name="Map">Where the opacity is on a grid of cells, row by row: 0, or how much of it is visible.</param>
internal sealed record TrainingFilm(byte[] Pixels, float Target, float[] Map)
{
    /// <summary>Cells a side of a whole film: 224 halved four times.</summary>
    public const int Cells = 14;

    /// <summary>Pixels a side of one cell.</summary>
    public const int CellSize = PhantomFilm.Size / Cells;

    /// <summary>The piece whose upper left corner is a cell's, <paramref name="side"/> pixels a side, of a whole film.</summary>
    public TrainingFilm Piece(int row, int column, int side)
    {
        var cells = side / CellSize;
        var (pixels, map) = (new byte[side * side], new float[cells * cells]);
        for (var y = 0; y < side; y++)
        {
            Pixels.AsSpan((row * CellSize + y) * PhantomFilm.Size + column * CellSize, side).CopyTo(pixels.AsSpan(y * side));
        }

        for (var y = 0; y < cells; y++)
        {
            Map.AsSpan((row + y) * Cells + column, cells).CopyTo(map.AsSpan(y * cells));
        }

        return new TrainingFilm(pixels, Target, map);
    }
}
