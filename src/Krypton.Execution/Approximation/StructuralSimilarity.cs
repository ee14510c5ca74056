using System.Numerics.Tensors;

namespace Krypton.Execution.Approximation;

/// <summary>
/// SSIM (Wang, Bovik, Sheikh, Simoncelli 2004, section III-B): the mean over all 7×7 windows that lie inside the map, with
/// uniform weights, sample covariances, K₁ = 0.01 and K₂ = 0.03. Computed in double, about each map's mean: a map with a
/// range of 0.01 around 0.99 has no variance left in float.
/// </summary>
public static class StructuralSimilarity
{
    /// <summary>Cells a window's side has; a map that is smaller has one window across it.</summary>
    public const int Window = 7;

    /// <summary>The mean SSIM of two maps, at most 1.</summary>
    /// <param name="exact">The map that is right, row by row.</param>
    /// <param name="other">The map that is judged.</param>
    /// <param name="rows">Rows of both.</param>
    /// <param name="columns">Columns of both.</param>
    /// <param name="range">The range of values that K₁ and K₂ are relative to.</param>
    public static double Mean(ReadOnlySpan<double> exact, ReadOnlySpan<double> other, int rows, int columns, double range)
    {
        if (exact.SequenceEqual(other))
        {
            return 1;
        }

        var (c1, c2) = Constants(range);
        return new WindowedMap(exact.ToArray(), rows, columns).Similarity(new WindowedMap(other.ToArray(), rows, columns), c1, c2);
    }

    /// <summary>The constants that keep the quotients finite: (K₁ · range)² and (K₂ · range)², or 1 where nothing varies.</summary>
    public static (double C1, double C2) Constants(double range) =>
        range > 0 ? (1e-4 * range * range, 9e-4 * range * range) : (1e-12, 1e-12);

    /// <summary>The difference of the largest and the smallest value.</summary>
    public static double Range(ReadOnlySpan<double> map) => TensorPrimitives.Max(map) - TensorPrimitives.Min(map);
}
