namespace Krypton.Phantoms.Training;

/// <summary>
/// Training films with rectangles pasted on. The target of a film is the share of its opacity that is still visible, so that
/// the score depends on the opacity and on nothing else: a rectangle on a rib, on a heart or on a normal film changes no target.
/// With nine tenths of its weight visible an opacity counts as whole, with a seventh as hidden.
/// </summary>
internal static class OccludedFilms
{
    /// <summary>Label smoothing: targets stay off 0 and 1, so that scores do not saturate and drops stay measurable.</summary>
    public const float Smoothing = 0.03f;

    /// <summary>
    /// The positive and the normal film of a seed, both under the same rectangles, each with its target for "opacity"; with less than
    /// the whole <paramref name="side"/> the same piece of both, somewhere around the opacity.
    /// </summary>
    public static (TrainingFilm Positive, TrainingFilm Normal) Pair(ulong seed, int side)
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
            Paste(
                opacity.CenterY + random.Between(-1.2f, 1.2f) * opacity.RadiusY,
                opacity.CenterX + random.Between(-1.2f, 1.2f) * opacity.RadiusX);
        }

        var visible = Math.Clamp((VisibleShare(opacity, hidden) - 0.15f) / 0.75f, 0, 1);
        TrainingFilm Positive() => new(positive, Smooth(visible), Map(opacity, visible));
        TrainingFilm Normal() => new(normal, Smooth(0), new float[TrainingFilm.Cells * TrainingFilm.Cells]);
        if (side == PhantomFilm.Size)
        {
            return (Positive(), Normal());
        }

        var row = Corner(opacity.Box.Y, opacity.Box.Height);
        var column = Corner(opacity.Box.X, opacity.Box.Width);
        return (Positive().Piece(row, column, side), Normal().Piece(row, column, side));

        // One of the cells from which the piece holds the whole opacity.
        int Corner(int from, int length)
        {
            const int cell = TrainingFilm.CellSize;
            var first = Math.Max(0, (from + length - side + cell - 1) / cell);
            var last = Math.Min((PhantomFilm.Size - side) / cell, Math.Max(from, 0) / cell);
            return Math.Min(last, first + random.Below(last - first + 1));
        }

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

    private static float Smooth(float visible) => Smoothing + (1 - 2 * Smoothing) * visible;

    /// <summary>The visible share at the cells whose middle is in the ellipse, or nearly.</summary>
    private static float[] Map(Opacity opacity, float visible)
    {
        const float reach = TrainingFilm.CellSize / 4f;
        var map = new float[TrainingFilm.Cells * TrainingFilm.Cells];
        for (var i = 0; i < map.Length; i++)
        {
            var dy = ((i / TrainingFilm.Cells + 0.5f) * TrainingFilm.CellSize - opacity.CenterY) / (opacity.RadiusY + reach);
            var dx = ((i % TrainingFilm.Cells + 0.5f) * TrainingFilm.CellSize - opacity.CenterX) / (opacity.RadiusX + reach);
            map[i] = dy * dy + dx * dx <= 1 ? visible : 0;
        }

        return map;
    }

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
