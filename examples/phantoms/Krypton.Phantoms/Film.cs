namespace Krypton.Phantoms;

/// <summary>The film while it is drawn: one density a pixel, about 0 (air) to 1 (metal), not yet exposed.</summary>
internal sealed class Film
{
    public const int Size = PhantomFilm.Size;

    public float[] Density { get; } = new float[Size * Size];

    public void Add(int y, int x, float density) => Density[y * Size + x] += density;

    /// <summary>A soft ellipse, brightest in the middle.</summary>
    public void AddBump(float centerY, float centerX, float radiusY, float radiusX, float density) =>
        Within(centerY - radiusY, centerX - radiusX, centerY + radiusY, centerX + radiusX,
            (y, x) => density * Shape.Bump(Shape.Ellipse(y, x, centerY, centerX, radiusY, radiusX)));

    /// <summary>A disc with a sharp edge, as metal and plastic have, and a smaller core that adds to it.</summary>
    public void AddDisc(float centerY, float centerX, float radius, float density, float coreDensity) =>
        Within(centerY - radius - 1, centerX - radius - 1, centerY + radius + 1, centerX + radius + 1, (y, x) =>
        {
            var distance = MathF.Sqrt(Shape.Ellipse(y, x, centerY, centerX, 1, 1));
            return density * Shape.Step(radius + 0.7f, radius - 0.7f, distance)
                + coreDensity * Shape.Step(radius * 0.45f + 0.7f, radius * 0.45f - 0.7f, distance);
        });

    /// <summary>A straight stroke whose half-width and density fade linearly from one end to the other.</summary>
    public void AddStroke((float Y, float X) from, (float Y, float X) to, (float From, float To) halfWidth, (float From, float To) density)
    {
        var (dy, dx) = (to.Y - from.Y, to.X - from.X);
        var squaredLength = MathF.Max(dy * dy + dx * dx, 1e-3f);
        var reach = MathF.Max(halfWidth.From, halfWidth.To);
        var (top, bottom) = (MathF.Min(from.Y, to.Y) - reach, MathF.Max(from.Y, to.Y) + reach);
        var (left, right) = (MathF.Min(from.X, to.X) - reach, MathF.Max(from.X, to.X) + reach);
        Within(top, left, bottom, right, (y, x) =>
        {
            var along = ((y - from.Y) * dy + (x - from.X) * dx) / squaredLength;
            if (along is < 0 or >= 1)
            {
                return 0;
            }

            var width = halfWidth.From + (halfWidth.To - halfWidth.From) * along;
            var squared = Shape.Ellipse(y, x, from.Y + along * dy, from.X + along * dx, width, width);
            return (density.From + (density.To - density.From) * along) * Shape.Bump(squared);
        });
    }

    private void Within(float top, float left, float bottom, float right, Func<int, int, float> density)
    {
        for (var y = Math.Max(0, (int)top); y <= Math.Min(Size - 1, (int)bottom + 1); y++)
        {
            for (var x = Math.Max(0, (int)left); x <= Math.Min(Size - 1, (int)right + 1); x++)
            {
                Add(y, x, density(y, x));
            }
        }
    }
}
