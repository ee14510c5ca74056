using Krypton.Execution.Inference;
using Krypton.Models;
using Krypton.Models.Network;
using Krypton.Planning.Logical;

namespace Krypton.Execution.Tests;

/// <summary>Seeded images, fills and grids.</summary>
internal static class Scene
{
    /// <summary>A smooth pattern with some noise on it, of values from low to high, in height-width-channel order.</summary>
    public static float[] Image(MapShape shape, Random random, float low = -1, float high = 1)
    {
        var image = new float[shape.Count];
        var (a, b) = (random.NextDouble() * 0.3, random.NextDouble() * 0.3);
        for (var i = 0; i < image.Length; i++)
        {
            var (pixel, c) = (i / shape.Channels, i % shape.Channels);
            var wave = Math.Sin((a * (pixel % shape.Width)) + (b * (pixel / shape.Width)) + c);
            image[i] = low + ((high - low) * (float)(0.5 + (0.35 * wave) + (0.3 * (random.NextDouble() - 0.5))));
        }

        return image;
    }

    /// <summary>Patches of that size over the whole image.</summary>
    public static PatchGrid Grid(MapShape shape, int patchHeight, int patchWidth, int strideHeight, int strideWidth) => new(
        patchHeight, patchWidth, strideHeight, strideWidth,
        PositionAxis.Inside(0, shape.Height, patchHeight, strideHeight), PositionAxis.Inside(0, shape.Width, patchWidth, strideWidth));

    /// <summary>Any patch and stride that fit, anywhere on the image.</summary>
    public static PatchGrid AnyGrid(MapShape shape, Random random)
    {
        var (height, width) = (random.Next(1, shape.Height + 1), random.Next(1, shape.Width + 1));
        if (random.Next(4) > 0)
        {
            (height, width) = (Math.Min(height, 1 + random.Next(8)), Math.Min(width, 1 + random.Next(8)));
        }

        var (top, left) = (random.Next(shape.Height - height + 1), random.Next(shape.Width - width + 1));
        var (down, across) = (random.Next(1, 6), random.Next(1, 6));
        return new PatchGrid(
            height, width, down, across,
            PositionAxis.Inside(top, shape.Height - top, height, down), PositionAxis.Inside(left, shape.Width - left, width, across));
    }

    /// <summary>Up to <paramref name="count"/> different positions of the grid in random order, over the scenes in turns.</summary>
    public static Occlusion[] Some(PatchGrid grid, int count, Random random, int scenes = 1)
    {
        var all = grid.Positions().ToArray();
        random.Shuffle(all);
        return [.. all.Take(count).Select((position, i) => position with { Scene = i % scenes })];
    }

    /// <summary>Two images, a scene each, under a patch of another random image, of one colour, or of zeros.</summary>
    public static OcclusionScenes Scenes(Model model, Random random, float low = -1, float high = 1)
    {
        var fill = new float[model.Input.Shape.Count];
        switch (random.Next(3))
        {
            case 0:
                fill = Image(model.Input.Shape, random, low, high);
                break;
            case 1:
                Array.Fill(fill, (low + high) / 2);
                break;
        }

        return new OcclusionScenes(
            [Image(model.Input.Shape, random, low, high), Image(model.Input.Shape, random, low, high)], [new OcclusionScene(0, fill), new OcclusionScene(1, fill)]);
    }
}
