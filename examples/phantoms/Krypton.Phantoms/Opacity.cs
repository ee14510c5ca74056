namespace Krypton.Phantoms;

/// <summary>
/// Where the opacity of a positive film is: an axis-parallel ellipse in pixels of the film, y downwards. Outside it the
/// film is exactly the normal film of the same seed.
/// </summary>
public readonly record struct Opacity(float CenterY, float CenterX, float RadiusY, float RadiusX)
{
    /// <summary>The smallest whole-pixel rectangle that holds the ellipse: top and left included, height and width in pixels.</summary>
    public (int Y, int X, int Height, int Width) Box
    {
        get
        {
            var (y, x) = ((int)MathF.Floor(CenterY - RadiusY), (int)MathF.Floor(CenterX - RadiusX));
            return (y, x, (int)MathF.Ceiling(CenterY + RadiusY) - y, (int)MathF.Ceiling(CenterX + RadiusX) - x);
        }
    }

    /// <summary>Whether a point is inside the bounding rectangle grown by a margin in pixels on every side.</summary>
    public bool BoxContains(float y, float x, float margin = 0) =>
        MathF.Abs(y - CenterY) <= RadiusY + margin && MathF.Abs(x - CenterX) <= RadiusX + margin;
}
