using Krypton.Output;
using Krypton.Results;
using Krypton.Workloads;

namespace Krypton.Relations;

/// <summary>The heatmaps behind a statement's rows, each with the query it answers; the column <c>map</c> is its number.</summary>
internal sealed class ExplainedMaps(IReadOnlyList<(Heatmap Map, BoundQuery Query)> maps)
{
    public const string Column = "map";

    /// <exception cref="InvalidOperationException">There is no such map.</exception>
    public (Heatmap Map, BoundQuery Query) this[long number] => number >= 0 && number < maps.Count
        ? maps[(int)number]
        : throw new InvalidOperationException($"there is no map {number}: the function takes the column {Column} of an explanation or a view");

    /// <summary>The rows of some of the maps.</summary>
    /// <param name="numbered">With the column that functions take.</param>
    public Relation Relation(IReadOnlyList<Heatmap> some, bool numbered)
    {
        var plain = HeatmapRelation.Of(some);
        return numbered ? new Relation([.. plain.Columns, new Column(Column, typeof(long))], some.SelectMany(Numbered)) : plain;
    }

    private IEnumerable<object?[]> Numbered(Heatmap map)
    {
        var number = Number(map);
        return HeatmapRelation.Of([map]).Rows.Select(row => (object?[])[.. row, number]);
    }

    private long Number(Heatmap map)
    {
        for (var i = 0; i < maps.Count; i++)
        {
            if (ReferenceEquals(maps[i].Map, map))
            {
                return i;
            }
        }

        throw new InvalidOperationException("a map that no query of the statement answers");
    }
}
