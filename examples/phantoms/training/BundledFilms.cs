using System.Globalization;

namespace Krypton.Phantoms.Training;

/// <summary>The films that come with the repository: held-out seeds, drawn again by anyone to the same pixels.</summary>
internal static class BundledFilms
{
    public static readonly (ulong Seed, bool Positive)[] Chosen =
    [
        (PhantomSeeds.HeldOut + 2, true),
        (PhantomSeeds.HeldOut + 12, true),
        (PhantomSeeds.HeldOut + 18, true),
        (PhantomSeeds.HeldOut + 22, true),
        (PhantomSeeds.HeldOut + 1, false),
        (PhantomSeeds.HeldOut + 9, false),
    ];

    /// <summary>The chosen films with an opacity.</summary>
    public static IEnumerable<PhantomFilm> Positives => Chosen.Where(c => c.Positive).Select(c => ChestPhantom.Generate(c.Seed, true));

    /// <summary>Writes the films as PNG and films.tsv with their truth; the truth of a normal film is a dash in every column.</summary>
    public static void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        var lines = new List<string> { "file\tseed\tlabel\tcenter_y\tcenter_x\tradius_y\tradius_x\tbox_y\tbox_x\tbox_height\tbox_width" };
        foreach (var (seed, positive) in Chosen)
        {
            var film = ChestPhantom.Generate(seed, positive);
            var label = Preprocessing.Labels[positive ? 1 : 0];
            var file = $"{label}-{seed}.png";
            PngFile.WriteGray(Path.Combine(folder, file), film.Pixels, PhantomFilm.Size);
            lines.Add(string.Join('\t', [file, seed.ToString(CultureInfo.InvariantCulture), label, .. Truth(film.Opacity)]));
        }

        File.WriteAllText(Path.Combine(folder, "films.tsv"), string.Join('\n', lines) + "\n");
    }

    private static IEnumerable<string> Truth(Opacity? opacity)
    {
        if (opacity is not { } o)
        {
            return Enumerable.Repeat("-", 8);
        }

        float[] ellipse = [o.CenterY, o.CenterX, o.RadiusY, o.RadiusX];
        int[] box = [o.Box.Y, o.Box.X, o.Box.Height, o.Box.Width];
        return
        [
            .. ellipse.Select(v => v.ToString("F2", CultureInfo.InvariantCulture)),
            .. box.Select(v => v.ToString(CultureInfo.InvariantCulture)),
        ];
    }
}
