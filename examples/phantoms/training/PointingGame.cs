namespace Krypton.Phantoms.Training;

/// <summary>
/// The pointing game (Zhang et al. 2016) for occlusion maps: slide a black patch over a positive film; the position that lowers
/// the opacity's score most should lie on the opacity.
/// </summary>
/// <param name="Patch">Side of the patch in pixels.</param>
/// <param name="Stride">Step between positions in pixels.</param>
internal sealed record PointingGame(int Patch, int Stride)
{
    /// <summary>How far the patch's middle may lie outside the opacity's bounding box, in pixels: half a patch of 16.</summary>
    public const float Margin = 8;

    /// <summary>Plays one film; the drop is base score − score at the best position, whose patch middle is (y, x).</summary>
    public (float Base, float Drop, float Y, float X) Play(Classifier classifier, PhantomFilm film)
    {
        var positions = (PhantomFilm.Size - Patch) / Stride + 1;
        var unoccluded = classifier.Score(film.Pixels);
        var (lowest, bestY, bestX) = (float.PositiveInfinity, 0, 0);
        for (var row = 0; row < positions; row++)
        {
            var films = Enumerable.Range(0, positions).Select(column => Occlude(film.Pixels, row * Stride, column * Stride));
            var scores = classifier.Scores([.. films]);
            for (var column = 0; column < positions; column++)
            {
                if (scores[column] < lowest)
                {
                    (lowest, bestY, bestX) = (scores[column], row * Stride, column * Stride);
                }
            }
        }

        return (unoccluded, unoccluded - lowest, bestY + Patch / 2f, bestX + Patch / 2f);
    }

    private byte[] Occlude(byte[] pixels, int top, int left)
    {
        var occluded = (byte[])pixels.Clone();
        for (var y = top; y < top + Patch; y++)
        {
            occluded.AsSpan(y * PhantomFilm.Size + left, Patch).Clear();
        }

        return occluded;
    }
}
