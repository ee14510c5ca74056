namespace Krypton.Phantoms.Training;

/// <summary>
/// Training films with rectangles pasted on. The target of a film is the share of its opacity that is still visible, so that
/// the score depends on the opacity and on nothing else: a rectangle on a rib, on a heart or on a normal film changes no target.
/// </summary>
internal static class OccludedFilms
{
    /// <summary>Label smoothing: targets stay off 0 and 1, so that scores do not saturate and drops stay measurable.</summary>
    public const float Smoothing = 0.03f;

    /// <summary>The positive and the normal film of a seed, both under the same rectangles, each with its target for "opacity".</summary>
    public static ((byte[] Pixels, float Target) Positive, (byte[] Pixels, float Target) Normal) Pair(ulong seed)
    {
        var film = ChestPhantom.Generate(seed, positive: true);
        var positive = film.Pixels;
        var normal = ChestPhantom.Generate(seed, positive: false).Pixels;
        var opacity = film.Opacity!.Value;
        var hidden = new bool[positive.Length];
        var random = SeededRandom.For(seed, 100);
        if (random.Chance(0.5f))
        {
            Paste(random.Between(0, PhantomFilm.Size), random.Between(0, PhantomFilm.Size));
        }

        if (random.Chance(0.45f))
        {
            Paste(opacity.CenterY + random.Between(-1.2f, 1.2f) * opacity.RadiusY, opacity.CenterX + random.Between(-1.2f, 1.2f) * opacity.RadiusX);
        }

        return ((positive, Target(VisibleShare(opacity, hidden))), (normal, Target(0)));

        void Paste(float centerY, float centerX)
        {
            var square = random.Chance(0.5f);
            var height = square ? 16 : random.Between(8, 40);
            var width = square ? 16 : random.Between(8, 40);
            var gray = random.Chance(0.6f) ? (byte)0 : (byte)random.Below(256);
            for (var y = Math.Max(0, (int)(centerY - height / 2)); y < Math.Min(PhantomFilm.Size, (int)(centerY + height / 2)); y++)
            {
                for (var x = Math.Max(0, (int)(centerX - width / 2)); x < Math.Min(PhantomFilm.Size, (int)(centerX + width / 2)); x++)
                {
                    var at = y * PhantomFilm.Size + x;
                    (positive[at], normal[at], hidden[at]) = (gray, gray, true);
                }
            }
        }
    }

    /// <summary>A film with three quarters of its opacity's weight visible counts nearly as whole, one with a seventh as normal.</summary>
    private static float Target(float visible) => Smoothing + (1 - 2 * Smoothing) * Math.Clamp((visible - 0.15f) / 0.75f, 0, 1);

    /// <summary>How much of the opacity no rectangle hides, its middle weighing most: 0 to 1.</summary>
    private static float VisibleShare(Opacity opacity, bool[] hidden)
    {
        var (visible, total) = (0f, 0f);
        var box = opacity.Box;
        for (var y = Math.Max(0, box.Y); y < Math.Min(PhantomFilm.Size, box.Y + box.Height); y++)
        {
            for (var x = Math.Max(0, box.X); x < Math.Min(PhantomFilm.Size, box.X + box.Width); x++)
            {
                var (dy, dx) = ((y - opacity.CenterY) / opacity.RadiusY, (x - opacity.CenterX) / opacity.RadiusX);
                var weight = MathF.Max(0, 1 - dy * dy - dx * dx);
                total += weight;
                visible += hidden[y * PhantomFilm.Size + x] ? 0 : weight;
            }
        }

        return visible / total;
    }
}
