namespace Krypton.Phantoms;

/// <summary>
/// Draws what lies on real films and is no disease: side letters, round markers and electrodes outside the lungs, and wires
/// across them. A model that took them for opacities would be easy to catch with an occlusion map.
/// </summary>
internal static class Distractors
{
    private static readonly string[] LetterL = ["#....", "#....", "#....", "#....", "#....", "#....", "#####"];
    private static readonly string[] LetterR = ["####.", "#...#", "#...#", "####.", "#.#..", "#..#.", "#...#"];

    public static void Draw(Film film, Anatomy anatomy, SeededRandom random)
    {
        if (random.Chance(0.6f))
        {
            DrawLetter(film, random);
        }

        var discs = random.Below(4);
        for (var i = 0; i < discs; i++)
        {
            DrawDisc(film, anatomy, random);
        }

        var wires = random.Chance(0.4f) ? 1 + random.Below(3) : 0;
        for (var i = 0; i < wires; i++)
        {
            DrawWire(film, anatomy, random);
        }
    }

    private static void DrawLetter(Film film, SeededRandom random)
    {
        var right = random.Chance(0.5f);
        var rows = right ? LetterL : LetterR;
        var scale = 2 + random.Below(2);
        var top = 4 + random.Below(18);
        var left = right ? Film.Size - 5 * scale - 3 - random.Below(18) : 3 + random.Below(18);
        var density = random.Between(0.35f, 0.7f);
        for (var y = 0; y < 7 * scale; y++)
        {
            for (var x = 0; x < 5 * scale; x++)
            {
                if (rows[y / scale][x / scale] == '#')
                {
                    film.Add(top + y, left + x, density);
                }
            }
        }
    }

    private static void DrawDisc(Film film, Anatomy anatomy, SeededRandom random)
    {
        var radius = random.Between(3, 7.5f);
        for (var attempt = 0; attempt < 20; attempt++)
        {
            var (y, x) = (random.Between(8, 216), random.Between(8, 216));
            if (AirNear(anatomy, y, x, radius + 2) == 0)
            {
                film.AddDisc(y, x, radius, random.Between(0.12f, 0.4f), random.Chance(0.5f) ? random.Between(0.1f, 0.3f) : 0);
                return;
            }
        }
    }

    private static float AirNear(Anatomy anatomy, float y, float x, float radius)
    {
        var most = anatomy.Air(y, x);
        foreach (var (dy, dx) in ((int, int)[])[(-1, -1), (-1, 0), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0), (1, 1)])
        {
            most = MathF.Max(most, anatomy.Air(y + dy * radius, x + dx * radius));
        }

        return most;
    }

    private static void DrawWire(Film film, Anatomy anatomy, SeededRandom random)
    {
        var from = (Y: random.Between(15, 60), X: anatomy.Midline + random.Sign() * random.Between(50, 100));
        var bend = (Y: random.Between(40, 190), X: anatomy.Midline + random.Between(-90, 90));
        var to = (Y: random.Between(170, 223), X: anatomy.Midline + random.Between(-100, 100));
        var halfWidth = random.Between(1.1f, 1.8f);
        var density = random.Between(0.1f, 0.28f);
        const int pieces = 24;
        var previous = from;
        for (var i = 1; i <= pieces; i++)
        {
            var t = (float)i / pieces;
            var s = 1 - t;
            var next = (Y: s * s * from.Y + 2 * s * t * bend.Y + t * t * to.Y, X: s * s * from.X + 2 * s * t * bend.X + t * t * to.X);
            film.AddStroke(previous, next, (halfWidth, halfWidth), (density, density));
            previous = next;
        }

        if (AirNear(anatomy, from.Y, from.X, 7) == 0)
        {
            film.AddDisc(from.Y, from.X, 5, 0.15f, 0.2f);
        }
    }
}
