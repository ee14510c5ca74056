namespace Krypton.Phantoms.Training;

/// <summary>One film to learn from.</summary>
/// <param name="Pixels">Gray values, rectangles pasted on.</param>
/// <param name="Target">What "opacity" should score, 0 to 1.</param>
/// <param name="Map">Where the opacity is on the network's last grid, Cells × Cells row by row: 0, or how much of it is visible.</param>
internal sealed record TrainingFilm(byte[] Pixels, float Target, float[] Map)
{
    /// <summary>Side of the network's last grid: 224 halved four times.</summary>
    public const int Cells = 14;

    /// <summary>Pixels a side of one cell.</summary>
    public const int CellSize = PhantomFilm.Size / Cells;
}
