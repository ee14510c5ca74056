namespace Krypton.Results;

/// <summary>A rectangle of the model's input, in pixels, and how much the score falls when a patch covers it.</summary>
/// <param name="Y">The first row of pixels.</param>
/// <param name="X">The first column of pixels.</param>
/// <param name="Height">Rows of pixels.</param>
/// <param name="Width">Columns of pixels.</param>
/// <param name="Drop">The score without a patch, less the score with it.</param>
public sealed record HeatmapRegion(int Y, int X, int Height, int Width, float Drop)
{
    /// <summary>Whether the two share a pixel.</summary>
    public bool Overlaps(HeatmapRegion other) => Y < other.Y + other.Height && other.Y < Y + Height && X < other.X + other.Width && other.X < X + Width;
}
