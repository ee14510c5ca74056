using Krypton.Imaging;

namespace Krypton.Studio.Library.Garden;

/// <summary>Draws foliage with berries and a blossom in it; the same seed gives the same picture.</summary>
internal sealed class GardenPicture
{
    public const int Side = 224;

    private readonly float[] _pixels = new float[Side * Side * 3];
    private readonly Random _random;

    private GardenPicture(int seed) => _random = new Random(seed);

    /// <param name="berries">How many hang in the bunch.</param>
    /// <param name="blossoms">How many open.</param>
    public static RgbImage Draw(int seed, int berries, int blossoms)
    {
        var picture = new GardenPicture(seed);
        picture.Foliage();
        var (x, y) = (picture.Between(60, 100), picture.Between(60, 100));
        for (var i = 0; i < berries; i++)
        {
            picture.Berry(x + picture.Between(-22, 22), y + picture.Between(-20, 26), picture.Between(9, 13));
        }

        for (var i = 0; i < blossoms; i++)
        {
            picture.Blossom(picture.Between(130, 185), picture.Between(120, 185), picture.Between(11, 15));
        }

        return new RgbImage(Side, Side, [.. picture._pixels.Select(p => (byte)Math.Clamp(p + picture.Between(-7, 7), 0, 255))]);
    }

    private float Between(double low, double high) => (float)(low + (_random.NextDouble() * (high - low)));

    private void Foliage()
    {
        Fill(112, 112, 400, 400, 0, (_, _) => (26, 40, 24));
        for (var i = 0; i < 260; i++)
        {
            var (green, tint, depth) = (Between(80, 165), Between(0.3, 0.55), 0.45f + (0.55f * i / 260));
            Fill(Between(0, Side), Between(0, Side), Between(14, 34), Between(6, 13), Between(0, Math.PI), (along, across) =>
            {
                var light = depth * (1 - (0.35f * Math.Abs(across)) + (Math.Abs(across) < 0.09f ? 0.25f : 0) - (0.1f * along));
                return (green * tint * light, green * light, green * 0.35f * light);
            });
        }
    }

    private void Berry(float x, float y, float radius) => Fill(x, y, radius, radius, 0, (u, v) =>
    {
        var light = 1 - (0.45f * ((u * u) + (v * v)));
        var shine = Math.Max(0, 1 - (10 * (((u + 0.35f) * (u + 0.35f)) + ((v + 0.4f) * (v + 0.4f)))));
        return ((215 * light) + (40 * shine), (28 * light) + (200 * shine), (42 * light) + (200 * shine));
    });

    private void Blossom(float x, float y, float size)
    {
        for (var petal = 0; petal < 5; petal++)
        {
            var angle = (petal * 2 * Math.PI / 5) + 0.3;
            Fill(x + (float)(Math.Cos(angle) * size), y + (float)(Math.Sin(angle) * size), size, size * 0.62f, angle, (along, across) =>
                (250 - (10 * Math.Abs(across)), 244 - (14 * Math.Abs(across)), 236 + (8 * along)));
        }

        Fill(x, y, size * 0.45f, size * 0.45f, 0, (u, v) => (236 - (20 * v), 190 - (30 * u), 60));
    }

    /// <summary>An ellipse with a soft edge; the colour is a function of the place in it, −1 to 1 along and across.</summary>
    private void Fill(float x, float y, float length, float width, double angle, Func<float, float, (float R, float G, float B)> color)
    {
        var (cos, sin, reach) = ((float)Math.Cos(angle), (float)Math.Sin(angle), Math.Max(length, width) + 1);
        for (var row = Math.Max(0, (int)(y - reach)); row < Math.Min(Side, y + reach); row++)
        {
            for (var column = Math.Max(0, (int)(x - reach)); column < Math.Min(Side, x + reach); column++)
            {
                var (along, across) = ((((column - x) * cos) + ((row - y) * sin)) / length, (((row - y) * cos) - ((column - x) * sin)) / width);
                var cover = Math.Clamp((1 - MathF.Sqrt((along * along) + (across * across))) * Math.Min(length, width), 0, 1);
                if (cover > 0)
                {
                    var (r, g, b) = color(along, across);
                    var at = ((row * Side) + column) * 3;
                    (_pixels[at], _pixels[at + 1], _pixels[at + 2]) = (Mix(_pixels[at], r, cover), Mix(_pixels[at + 1], g, cover), Mix(_pixels[at + 2], b, cover));
                }
            }
        }
    }

    private static float Mix(float under, float over, float cover) => under + (cover * (over - under));
}
