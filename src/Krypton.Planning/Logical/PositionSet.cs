using Krypton.Sql;

namespace Krypton.Planning.Logical;

/// <summary>Positions of one patch and fill: those of any of the grids, without those that are stored.</summary>
/// <param name="Grids">Grids of one patch size.</param>
/// <param name="Stored">Grids of the same patch size whose positions need not be computed.</param>
public sealed record PositionSet(FillChoice Fill, Seq<PatchGrid> Grids, Seq<PatchGrid> Stored)
{
    public int PatchHeight => Grids[0].PatchHeight;

    public int PatchWidth => Grids[0].PatchWidth;

    /// <summary>How many positions it holds.</summary>
    public int Count => Grids.Count == 1 && Stored.Count == 0 ? Grids[0].Count : Positions(0).Count;

    /// <summary>Every position once, over the given scene, from the top left on.</summary>
    public IReadOnlyList<Occlusion> Positions(int scene)
    {
        if (Grids.Count == 1 && Stored.Count == 0)
        {
            var positions = new Occlusion[Grids[0].Count];
            for (var i = 0; i < positions.Length; i++)
            {
                positions[i] = Grids[0].Position(i, scene);
            }

            return positions;
        }

        var all = Grids.SelectMany(g => g.Positions(scene)).Where(p => !Stored.Any(s => s.Find(p) is not null)).Distinct().ToList();
        all.Sort((a, b) => a.Y != b.Y ? a.Y.CompareTo(b.Y) : a.X.CompareTo(b.X));
        return all;
    }

    /// <summary>Whether two sets are about the same occluded images, and could be one.</summary>
    public bool Matches(PositionSet other) => Fill == other.Fill && PatchHeight == other.PatchHeight && PatchWidth == other.PatchWidth;
}
