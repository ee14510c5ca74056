using Krypton.Imaging;
using Krypton.Results;

namespace Krypton.Measures;

/// <summary>How well a heatmap finds what a mask marks. Masks are rows × columns of the model's input; true is inside.</summary>
public static class HeatmapMeasures
{
    private const int Light = 128;

    /// <summary>
    /// The pointing game (Zhang et al., "Top-down Neural Attention by Excitation Backprop", ECCV 2016, section 4.1; without its
    /// tolerance of 15 pixels): whether the middle of the patch with the largest drop lies inside the mask.
    /// </summary>
    /// <exception cref="ArgumentException">The mask has not the size of the model's input.</exception>
    public static bool PointsInto(Heatmap heatmap, bool[,] mask)
    {
        Check(heatmap, mask);
        var (row, column, _) = heatmap.Strongest();
        var grid = heatmap.Grid;
        return mask[grid.Y[row] + (grid.PatchHeight / 2), grid.X[column] + (grid.PatchWidth / 2)];
    }

    /// <summary>
    /// Intersection over union of the mask and the pixels whose drop (<see cref="Heatmap.ToPixels"/>) is at least
    /// <paramref name="share"/> of the largest; 0 where no drop is above zero.
    /// </summary>
    /// <param name="share">Above 0, at most 1.</param>
    /// <exception cref="ArgumentException">The mask has not the size of the model's input.</exception>
    /// <exception cref="InvalidOperationException">Between the patches lie pixels that none covers.</exception>
    public static double IntersectionOverUnion(Heatmap heatmap, bool[,] mask, double share = 0.5)
    {
        Check(heatmap, mask);
        if (!(share is > 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(share), share, "The share of the largest drop must be above 0 and at most 1.");
        }

        var pixels = heatmap.ToPixels();
        var least = pixels.Strongest().Drop * share;
        var (both, marked) = (0, 0);
        for (var row = 0; row < pixels.Grid.Rows && least > 0; row++)
        {
            for (var column = 0; column < pixels.Grid.Columns; column++)
            {
                var isMarked = pixels.Drop[row, column] >= least;
                marked += isMarked ? 1 : 0;
                both += isMarked && mask[pixels.Grid.Y[row], pixels.Grid.X[column]] ? 1 : 0;
            }
        }

        var union = marked + mask.Cast<bool>().Count(inside => inside) - both;
        return union == 0 ? 0 : (double)both / union;
    }

    /// <summary>A picture as a mask: where any colour is at least half as bright as can be.</summary>
    internal static bool[,] Mask(RgbImage picture)
    {
        var mask = new bool[picture.Height, picture.Width];
        for (var i = 0; i < picture.Rgb.Length; i++)
        {
            mask[i / 3 / picture.Width, i / 3 % picture.Width] |= picture.Rgb[i] >= Light;
        }

        return mask;
    }

    private static void Check(Heatmap heatmap, bool[,] mask)
    {
        ArgumentNullException.ThrowIfNull(heatmap);
        ArgumentNullException.ThrowIfNull(mask);
        if (mask.GetLength(0) != heatmap.Picture.Height || mask.GetLength(1) != heatmap.Picture.Width)
        {
            throw new ArgumentException($"The mask is {mask.GetLength(0)}×{mask.GetLength(1)} pixels, the model's input {heatmap.Picture.Height}×{heatmap.Picture.Width}.", nameof(mask));
        }
    }
}
