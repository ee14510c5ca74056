namespace Krypton.Imaging.Drawing;

/// <summary>The drops of a view as a function of the place in the image, and their extremes.</summary>
internal sealed class HeatField
{
    private readonly HeatmapView _view;

    public HeatField(HeatmapView view)
    {
        _view = view;
        (Lowest, Highest) = (0, 0);
        for (var row = 0; row < view.Rows; row++)
        {
            for (var column = 0; column < view.Columns; column++)
            {
                var drop = view.Drop[row, column];
                if (!float.IsFinite(drop))
                {
                    continue;
                }

                Lowest = Math.Min(Lowest, drop);
                if (drop > Highest)
                {
                    (Highest, HottestRow, HottestColumn) = (drop, row, column);
                }
            }
        }
    }

    /// <summary>The most negative drop, or 0.</summary>
    public float Lowest { get; }

    /// <summary>The largest drop, or 0 when none is positive.</summary>
    public float Highest { get; }

    public int HottestRow { get; }

    public int HottestColumn { get; }

    /// <summary>The drop that has the strongest colour.</summary>
    public float Scale => Math.Max(Highest, -Lowest);

    /// <summary>
    /// The drop at a place in image pixels, NaN where none was measured. A value belongs to its patch's centre; between
    /// centres it is interpolated, and it reaches half a stride beyond the outermost ones.
    /// </summary>
    public float At(double x, double y)
    {
        var row = (y - _view.OriginY - (_view.PatchHeight / 2.0)) / _view.StrideHeight;
        var column = (x - _view.OriginX - (_view.PatchWidth / 2.0)) / _view.StrideWidth;
        if (row < -0.5 || column < -0.5 || row > _view.Rows - 0.5 || column > _view.Columns - 0.5)
        {
            return float.NaN;
        }

        row = Math.Clamp(row, 0, _view.Rows - 1);
        column = Math.Clamp(column, 0, _view.Columns - 1);
        var (top, left) = ((int)row, (int)column);
        var (bottom, right) = (Math.Min(top + 1, _view.Rows - 1), Math.Min(left + 1, _view.Columns - 1));
        var upper = Between(_view.Drop[top, left], _view.Drop[top, right], column - left);
        var lower = Between(_view.Drop[bottom, left], _view.Drop[bottom, right], column - left);
        return Between(upper, lower, row - top);
    }

    /// <summary>The drop's colour and opacity; opacity 0 where there is nothing to show.</summary>
    public ((byte R, byte G, byte B) Color, double Opacity) Paint(float drop)
    {
        if (!float.IsFinite(drop) || Scale == 0 || (drop < 0 && !_view.Colors.IsDiverging))
        {
            return (default, 0);
        }

        var strength = drop / Scale;
        var color = _view.Colors.At(_view.Colors.IsDiverging ? (strength + 1) / 2 : strength);
        return (color, 0.85 * Math.Pow(Math.Abs(strength), 0.7));
    }

    // A neighbour that was not evaluated does not erase the value beside it.
    private static float Between(float a, float b, double fraction)
    {
        if (!float.IsFinite(a) || !float.IsFinite(b))
        {
            var nearest = fraction < 0.5 ? a : b;
            return float.IsFinite(nearest) ? nearest : float.NaN;
        }

        return (float)(a + ((b - a) * fraction));
    }
}
