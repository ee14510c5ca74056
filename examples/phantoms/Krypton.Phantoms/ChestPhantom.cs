namespace Krypton.Phantoms;

/// <summary>
/// Draws synthetic chest films: the same bytes for the same seed on every machine. The positive film of a seed is its normal
/// film with one opacity added, so that the two differ only inside <see cref="Opacity.Box"/>.
/// </summary>
public static class ChestPhantom
{
    /// <summary>The film of a seed, 224×224, with an opacity in one lung when <paramref name="positive"/>.</summary>
    public static PhantomFilm Generate(ulong seed, bool positive)
    {
        var anatomy = new Anatomy(SeededRandom.For(seed, 1));
        var film = new Film();
        var air = new float[Film.Size * Film.Size];
        for (var y = 0; y < Film.Size; y++)
        {
            for (var x = 0; x < Film.Size; x++)
            {
                air[y * Film.Size + x] = anatomy.Air(y, x);
            }
        }

        Tissue.Draw(film, anatomy, air, SeededRandom.For(seed, 2));
        Skeleton.Draw(film, anatomy, SeededRandom.For(seed, 3));
        Distractors.Draw(film, anatomy, SeededRandom.For(seed, 4));
        Opacity? opacity = null;
        if (positive)
        {
            var random = SeededRandom.For(seed, 5);
            opacity = Lesion.Place(anatomy, random);
            Lesion.Draw(film, opacity.Value, random);
        }

        return new PhantomFilm(seed, Exposure.Develop(film, SeededRandom.For(seed, 6)), opacity);
    }
}
