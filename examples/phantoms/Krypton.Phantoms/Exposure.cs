namespace Krypton.Phantoms;

/// <summary>Turns densities into gray values: mottle, quantum noise, gain, offset and a curved response.</summary>
internal static class Exposure
{
    public static byte[] Develop(Film film, SeededRandom random)
    {
        AddMottle(film.Density, 29, random.Between(0.01f, 0.035f), random);
        AddMottle(film.Density, 9, random.Between(0.006f, 0.018f), random);
        var noise = random.Between(0.008f, 0.024f);
        var gain = random.Between(0.9f, 1.2f);
        var offset = random.Between(-0.03f, 0.07f);
        var curve = random.Between(-0.3f, 0.3f);
        var pixels = new byte[film.Density.Length];
        for (var i = 0; i < pixels.Length; i++)
        {
            var exposed = Math.Clamp((film.Density[i] + noise * random.Normal()) * gain + offset, 0f, 1f);
            exposed += curve * exposed * (1 - exposed);
            pixels[i] = (byte)(exposed * 255 + 0.5f);
        }

        return pixels;
    }

    /// <summary>Value noise: random numbers on a coarse grid, interpolated smoothly.</summary>
    private static void AddMottle(float[] density, int cell, float amplitude, SeededRandom random)
    {
        var nodes = Film.Size / cell + 2;
        var grid = new float[nodes * nodes];
        for (var i = 0; i < grid.Length; i++)
        {
            grid[i] = random.Between(-amplitude, amplitude);
        }

        for (var y = 0; y < Film.Size; y++)
        {
            var fy = Shape.Step(0, cell, y % cell);
            var row = y / cell * nodes;
            for (var x = 0; x < Film.Size; x++)
            {
                var fx = Shape.Step(0, cell, x % cell);
                var at = row + x / cell;
                var top = grid[at] + (grid[at + 1] - grid[at]) * fx;
                var bottom = grid[at + nodes] + (grid[at + nodes + 1] - grid[at + nodes]) * fx;
                density[y * Film.Size + x] += top + (bottom - top) * fy;
            }
        }
    }
}
