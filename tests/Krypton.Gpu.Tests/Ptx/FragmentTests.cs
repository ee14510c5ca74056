using Krypton.Gpu.Kernels;

namespace Krypton.Gpu.Tests.Ptx;

/// <summary>A warp's product, lane by lane, with operands read at the kernels' own offsets: what mma would compute if it ran here.</summary>
public class FragmentTests
{
    private const int Pitch = 136;

    [Fact]
    public void Fragments_of_eight_channels_give_the_product()
    {
        var (pixels, outputs) = (Values(16 * Pitch, 1), Values(16 * Pitch, 2));
        float[] offsetsLeft = [0, 8, 4 * Pitch, (4 * Pitch) + 8];
        float[] offsetsRight = [0, 4 * Pitch];
        var (left, right) = (new float[16, 8], new float[8, 8]);
        for (var lane = 0; lane < 32; lane++)
        {
            var at = (lane % 4 * Pitch) + (lane / 4);
            for (var i = 0; i < 4; i++)
            {
                var (row, column) = FragmentLayout.Left8(lane, i);
                left[row, column] = pixels[at + (int)offsetsLeft[i]];
            }

            for (var i = 0; i < 2; i++)
            {
                var (row, column) = FragmentLayout.Right8(lane, i);
                right[row, column] = outputs[at + (int)offsetsRight[i]];
            }
        }

        AssertProduct(left, right, pixels, outputs, 8);
    }

    [Fact]
    public void Fragments_of_sixteen_channels_give_the_product()
    {
        var (pixels, outputs) = (Values(16 * Pitch, 3), Values(16 * Pitch, 4));
        int[] offsetsLeft = [0, 8, 8 * Pitch, (8 * Pitch) + 8];
        int[] offsetsRight = [0, 8 * Pitch];
        var (left, right) = (new float[16, 16], new float[16, 8]);
        for (var lane = 0; lane < 32; lane++)
        {
            var at = (2 * (lane % 4) * Pitch) + (lane / 4);
            for (var half = 0; half < 2; half++)
            {
                for (var i = 0; i < 4; i++)
                {
                    var (row, column) = FragmentLayout.Left16(lane, i, half);
                    left[row, column] = pixels[at + offsetsLeft[i] + (half * Pitch)];
                }

                for (var i = 0; i < 2; i++)
                {
                    var (row, column) = FragmentLayout.Right16(lane, i, half);
                    right[row, column] = outputs[at + offsetsRight[i] + (half * Pitch)];
                }
            }
        }

        AssertProduct(left, right, pixels, outputs, 16);
    }

    [Fact]
    public void Sums_cover_the_tile_once()
    {
        var places = Enumerable.Range(0, 32).SelectMany(lane => Enumerable.Range(0, 4).Select(i => FragmentLayout.Sum(lane, i))).ToList();
        Assert.Equal(16 * 8, places.Distinct().Count());
        Assert.All(places, p => Assert.True(p is { Row: >= 0 and < 16, Column: >= 0 and < 8 }));
    }

    /// <summary>Every element was fetched by some lane, and the product is that of the tile in shared memory.</summary>
    private static void AssertProduct(float[,] left, float[,] right, float[] pixels, float[] outputs, int depth)
    {
        for (var row = 0; row < 16; row++)
        {
            for (var column = 0; column < 8; column++)
            {
                var (fetched, meant) = (0.0, 0.0);
                for (var k = 0; k < depth; k++)
                {
                    fetched += left[row, k] * right[k, column];
                    meant += pixels[(k * Pitch) + row] * outputs[(k * Pitch) + column];
                }

                Assert.Equal(meant, fetched, 1e-5);
            }
        }
    }

    private static float[] Values(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() * 2) - 1)];
    }
}
