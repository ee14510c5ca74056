namespace Krypton.Phantoms;

/// <summary>Places and draws the opacity: a soft, irregular blob with a dense middle, inside one lung.</summary>
internal static class Lesion
{
    private const int Attempts = 40;

    public static Opacity Place(Anatomy anatomy, SeededRandom random)
    {
        var size = random.Between(9, 16);
        var stretch = random.Between(0.82f, 1.2f);
        var (radiusY, radiusX) = (size * stretch, size / stretch);
        var (best, bestAir) = (default(Opacity), -1f);
        for (var attempt = 0; attempt < Attempts && bestAir < 0.95f; attempt++)
        {
            var lung = anatomy.On(random.Sign());
            var v = random.Between(0.12f, 0.95f);
            var (inner, outer) = lung.Walls(v);
            var (y, x) = (lung.Apex + v * lung.Depth, lung.Midline + lung.Side * random.Between(inner, outer));
            var air = Air(anatomy, y, x, radiusY * 0.75f, radiusX * 0.75f);
            if (air > bestAir)
            {
                (best, bestAir) = (new Opacity(y, x, radiusY, radiusX), air);
            }
        }

        return best;
    }

    /// <summary>Adds the opacity; nothing changes outside its ellipse.</summary>
    public static void Draw(Film film, Opacity place, SeededRandom random)
    {
        var contrast = random.Between(0.15f, 0.27f);
        var lobes = new (float Y, float X, float Radius, float Weight)[3 + random.Below(4)];
        for (var i = 0; i < lobes.Length; i++)
        {
            lobes[i] = (random.Between(-0.6f, 0.6f), random.Between(-0.6f, 0.6f), random.Between(0.3f, 0.6f), random.Between(-0.25f, 0.45f));
        }

        var box = place.Box;
        for (var y = Math.Max(0, box.Y); y < Math.Min(Film.Size, box.Y + box.Height); y++)
        {
            for (var x = Math.Max(0, box.X); x < Math.Min(Film.Size, box.X + box.Width); x++)
            {
                var (dy, dx) = ((y - place.CenterY) / place.RadiusY, (x - place.CenterX) / place.RadiusX);
                var radius = MathF.Sqrt(dy * dy + dx * dx);
                var shape = Shape.Step(1, 0.15f, radius);
                foreach (var lobe in lobes)
                {
                    shape += lobe.Weight * Shape.Bump(Shape.Ellipse(dy, dx, lobe.Y, lobe.X, lobe.Radius, lobe.Radius));
                }

                film.Add(y, x, contrast * Math.Clamp(shape, 0, 1.35f) * Shape.Step(1, 0.7f, radius));
            }
        }
    }

    /// <summary>The least air at the middle and at eight points around it.</summary>
    private static float Air(Anatomy anatomy, float y, float x, float radiusY, float radiusX)
    {
        var least = 1f;
        for (var dy = -1; dy <= 1; dy++)
        {
            for (var dx = -1; dx <= 1; dx++)
            {
                var diagonal = dy != 0 && dx != 0 ? 0.7f : 1;
                least = MathF.Min(least, anatomy.Air(y + dy * radiusY * diagonal, x + dx * radiusX * diagonal));
            }
        }

        return least;
    }
}
