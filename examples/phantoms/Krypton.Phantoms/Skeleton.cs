namespace Krypton.Phantoms;

/// <summary>Draws ribs and clavicles. Where a front rib crosses a back rib the film is brighter: a distractor that is no opacity.</summary>
internal static class Skeleton
{
    public static void Draw(Film film, Anatomy anatomy, SeededRandom random)
    {
        var spacing = random.Between(15.5f, 19.5f);
        var back = random.Between(0.035f, 0.075f);
        var front = random.Between(0.02f, 0.055f);
        var halfWidth = random.Between(3.4f, 4.8f);
        var arch = random.Between(8, 18);
        var slope = random.Between(0.42f, 0.68f);
        var clavicle = random.Between(0.06f, 0.13f);
        foreach (var side in (int[])[-1, 1])
        {
            var first = anatomy.On(side).Apex + random.Between(-8, 2);
            var clavicleY = anatomy.On(side).Apex + random.Between(8, 20);
            var tilt = random.Between(0.08f, 0.3f);
            for (var x = 0; x < Film.Size; x++)
            {
                var distance = side * (x - anatomy.Midline);
                if (distance < 9 || distance > anatomy.BodyHalfWidth - 4)
                {
                    continue;
                }

                var bow = (distance - 38) / 45;
                for (var rib = 0; rib < 9; rib++)
                {
                    AddBand(film, x, first + rib * spacing + arch * bow * bow, halfWidth, back * (1 - 0.05f * rib));
                    if (distance > 30 + rib && rib < 7)
                    {
                        var fade = Shape.Step(30 + rib, 44 + rib, distance);
                        AddBand(film, x, first + 30 + rib * (spacing + 1) + slope * (84 - distance), halfWidth * 1.15f, front * fade);
                    }
                }

                var across = (distance - 14) / 80;
                var clavicleMiddle = clavicleY - tilt * (distance - 14) + 26 * across * (across - 0.5f) * (1 - across);
                AddBand(film, x, clavicleMiddle, 4.6f, clavicle * Shape.Step(94, 86, distance));
            }
        }
    }

    /// <summary>One column of a bone: denser at the rims, as a tube is.</summary>
    private static void AddBand(Film film, int x, float centerY, float halfWidth, float density)
    {
        for (var y = Math.Max(0, (int)(centerY - halfWidth)); y <= Math.Min(Film.Size - 1, (int)(centerY + halfWidth) + 1); y++)
        {
            var t = (y - centerY) / halfWidth;
            var squared = t * t;
            film.Add(y, x, density * (0.65f + 0.7f * squared) * Shape.Step(1, 0.72f, squared));
        }
    }
}
