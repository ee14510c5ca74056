namespace Krypton.Phantoms;

/// <summary>Draws the soft tissue: body, lungs, heart, spine, windpipe and the vessels that spread from each hilum.</summary>
internal static class Tissue
{
    public static void Draw(Film film, Anatomy anatomy, float[] air, SeededRandom random)
    {
        var tissue = random.Between(0.5f, 0.58f);
        var lung = random.Between(0.3f, 0.37f);
        var basal = random.Between(0.02f, 0.09f);
        var heart = random.Between(0.03f, 0.09f);
        var spine = random.Between(0.05f, 0.1f);
        var disc = random.Between(11, 14);
        for (var y = 0; y < Film.Size; y++)
        {
            for (var x = 0; x < Film.Size; x++)
            {
                var body = anatomy.Body(y, x);
                var fromMidline = MathF.Abs(x - anatomy.Midline);
                var withinDisc = y / disc - (int)(y / disc) - 0.5f;
                var density = 0.06f + body * (tissue - 0.06f)
                    - air[y * Film.Size + x] * (lung - basal * y / Film.Size)
                    + body * heart * anatomy.Heart(y, x)
                    + spine * Shape.Step(11, 7, fromMidline) * (0.7f + 1.2f * withinDisc * withinDisc)
                    - 0.09f * Shape.Step(6, 3, fromMidline) * Shape.Step(anatomy.HilumY - 6, anatomy.HilumY - 24, y);
                film.Add(y, x, density);
            }
        }

        if (random.Chance(0.6f))
        {
            var (y, x) = (anatomy.Right.DomeTop + random.Between(18, 26), anatomy.Midline + random.Between(35, 60));
            film.AddBump(y, x, random.Between(8, 13), random.Between(12, 20), -0.22f);
        }

        DrawHilum(film, anatomy, -1, random);
        DrawHilum(film, anatomy, 1, random);
    }

    private static void DrawHilum(Film film, Anatomy anatomy, int side, SeededRandom random)
    {
        var (y, x) = (anatomy.HilumY + side * -3, anatomy.Midline + side * random.Between(19, 24));
        film.AddBump(y, x, random.Between(15, 22), random.Between(8, 12), random.Between(0.07f, 0.13f));
        var vessels = 6 + random.Below(4);
        for (var i = 0; i < vessels; i++)
        {
            var (dy, dx) = (random.Between(-1.1f, 1.3f), side * random.Between(0.35f, 1f));
            var length = random.Between(22, 56) / MathF.Sqrt(dy * dy + dx * dx);
            var root = (y + random.Between(-11, 11), x + side * random.Between(-5, 3));
            var fork = (y + dy * length * 0.55f, x + dx * length * 0.55f);
            var halfWidth = random.Between(2.2f, 4f);
            var density = random.Between(0.035f, 0.075f);
            film.AddStroke(root, fork, (halfWidth, halfWidth * 0.7f), (density, density * 0.8f));
            for (var branch = 0; branch < 2; branch++)
            {
                var end = (y + (dy + random.Between(-0.4f, 0.4f)) * length, x + (dx + random.Between(-0.25f, 0.25f)) * length);
                film.AddStroke(fork, end, (halfWidth * 0.7f, 1), (density * 0.8f, 0.012f));
            }
        }
    }
}
