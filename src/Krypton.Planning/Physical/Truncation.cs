using Krypton.Models.Network;

namespace Krypton.Planning.Physical;

/// <summary>
/// Projective-field thresholding (Nakandala, Kumar, Papakonstantinou 2019, section 4.1): no box grows past a share of its
/// layer's rows and columns; what is left of it lies around the patch's projection, where most of the change is.
/// </summary>
/// <param name="Share">Of the rows and columns of every layer, above 0, at most 1.</param>
public sealed record Truncation(double Share)
{
    /// <summary>The part of a changed interval that is kept.</summary>
    /// <param name="changed">The interval.</param>
    /// <param name="length">Rows or columns of the layer.</param>
    /// <param name="center">The middle of the patch, relative to the input's rows or columns, 0 to 1.</param>
    public Interval Clip(Interval changed, int length, double center)
    {
        var most = Math.Max(1, (int)Math.Ceiling((Share * length) - 1e-9));
        if (changed.Length <= most)
        {
            return changed;
        }

        var start = Math.Clamp((int)Math.Round((center * length) - (most / 2.0)), changed.Start, changed.End - most);
        return new Interval(start, start + most);
    }
}
