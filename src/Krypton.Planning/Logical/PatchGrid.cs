namespace Krypton.Planning.Logical;

/// <summary>The positions of an occluding window on the model's input: every pair of a row offset and a column offset.</summary>
/// <param name="PatchHeight">Rows the patch covers, in pixels.</param>
/// <param name="PatchWidth">Columns the patch covers, in pixels.</param>
/// <param name="StrideHeight">Pixels from one row of positions to the next.</param>
/// <param name="StrideWidth">Pixels from one column of positions to the next.</param>
/// <param name="Y">The patch's first row of pixels, for each row of positions.</param>
/// <param name="X">The patch's first column of pixels, for each column of positions.</param>
public sealed record PatchGrid(int PatchHeight, int PatchWidth, int StrideHeight, int StrideWidth, PositionAxis Y, PositionAxis X)
{
    public int Rows => Y.Count;

    public int Columns => X.Count;

    public int Count => Rows * Columns;

    /// <summary>All positions over a scene, row by row.</summary>
    public IEnumerable<Occlusion> Positions(int scene = 0)
    {
        for (var row = 0; row < Rows; row++)
        {
            for (var column = 0; column < Columns; column++)
            {
                yield return new Occlusion(scene, Y[row], X[column], PatchHeight, PatchWidth);
            }
        }
    }

    /// <summary>The position of a number, counted row by row.</summary>
    public Occlusion Position(int index, int scene = 0) => new(scene, Y[index / Columns], X[index % Columns], PatchHeight, PatchWidth);

    /// <summary>The row and column of a position with this grid's patch; null when it is none of the grid's.</summary>
    public (int Row, int Column)? Find(in Occlusion position) =>
        position.Height == PatchHeight && position.Width == PatchWidth && Y.Find(position.Y) is { } row && X.Find(position.X) is { } column ? (row, column) : null;
}

/// <summary>Offsets Start, Start + Stride, … in pixels.</summary>
public readonly record struct PositionAxis(int Start, int Stride, int Count)
{
    public int this[int index] => Start + (index * Stride);

    /// <summary>The index of an offset; null when it is none of these.</summary>
    public int? Find(int offset)
    {
        var (index, rest) = Math.DivRem(offset - Start, Stride);
        return rest == 0 && (uint)index < (uint)Count ? index : null;
    }

    /// <summary>The offsets at which a patch lies inside [start, start + length): floor((length − patch) / stride) + 1 of them.</summary>
    public static PositionAxis Inside(int start, int length, int patch, int stride) =>
        new(start, stride, length < patch ? 0 : ((length - patch) / stride) + 1);
}
