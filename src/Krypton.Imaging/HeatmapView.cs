namespace Krypton.Imaging;

/// <summary>
/// What an overlay shows. <paramref name="Drop"/>[row, column] is how far the score fell with the patch's top left corner at
/// pixel (OriginX + column × StrideWidth, OriginY + row × StrideHeight) of <paramref name="Image"/>, the model's input;
/// NaN means not evaluated. <paramref name="Title"/> is one line, <paramref name="Subtitle"/> may have several.
/// </summary>
public sealed record HeatmapView(
    RgbImage Image,
    float[,] Drop,
    int PatchHeight,
    int PatchWidth,
    int StrideHeight,
    int StrideWidth,
    int OriginY,
    int OriginX,
    string Title,
    string Subtitle)
{
    /// <summary>A diverging map shows the sign; any other one leaves places without a drop uncoloured.</summary>
    public ColorMap Colors { get; init; } = ColorMap.BlueWhiteRed;

    public int Rows => Drop.GetLength(0);

    public int Columns => Drop.GetLength(1);
}
