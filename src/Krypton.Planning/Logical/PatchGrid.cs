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

    /// <summary>All positions, row by row.</summary>
    public IEnumerable<GridPosition> Positions()
    {
        for (var row = 0; row < Rows; row++)
        {
            for (var column = 0; column < Columns; column++)
            {
                yield return new GridPosition(row, column);
            }
        }
    }
}

/// <summary>Offsets Start, Start + Stride, … in pixels.</summary>
public readonly record struct PositionAxis(int Start, int Stride, int Count)
{
    public int this[int index] => Start + (index * Stride);

    /// <summary>The offsets at which a patch lies inside [start, start + length): floor((length − patch) / stride) + 1 of them.</summary>
    public static PositionAxis Inside(int start, int length, int patch, int stride) =>
        new(start, stride, length < patch ? 0 : ((length - patch) / stride) + 1);
}

/// <summary>A position by its row and column in the grid.</summary>
public readonly record struct GridPosition(int Row, int Column);
