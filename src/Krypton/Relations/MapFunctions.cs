using Krypton.Imaging;
using Krypton.Measures;
using Krypton.Results;
using Krypton.Statements;
using Microsoft.Data.Sqlite;

namespace Krypton.Relations;

/// <summary>SQL functions of whole maps: they take the column <c>map</c>, once a map (GROUP BY map).</summary>
internal sealed class MapFunctions(ExplainedMaps maps, CancellationToken cancellation)
{
    /// <summary>Steps in which pixels are taken away or put back.</summary>
    private const int DefaultSteps = 32;

    private const int MostSteps = 4096;

    /// <summary>The share of the largest drop from which on a pixel counts as marked.</summary>
    private const double DefaultShare = 0.5;

    private readonly Dictionary<(string Path, string Pixels), bool[,]> _masks = [];

    public void Register(SqliteConnection connection)
    {
        connection.CreateFunction<long, string, long>("pointing_game", (map, mask) => HeatmapMeasures.PointsInto(maps[map].Map, Mask(map, mask)) ? 1 : 0);
        connection.CreateFunction<long, string, double>("iou", (map, mask) => Overlap(map, mask, DefaultShare));
        connection.CreateFunction<long, string, double, double>("iou", (map, mask, share) => Overlap(map, mask, Share(share)));
        connection.CreateFunction<long, double>("deletion_auc", map => Of(map).Deletion(DefaultSteps));
        connection.CreateFunction<long, long, double>("deletion_auc", (map, steps) => Of(map).Deletion(Steps(steps)));
        connection.CreateFunction<long, double>("insertion_auc", map => Of(map).Insertion(DefaultSteps));
        connection.CreateFunction<long, long, double>("insertion_auc", (map, steps) => Of(map).Insertion(Steps(steps)));
    }

    private static int Steps(long steps) => steps is >= 1 and <= MostSteps ? (int)steps : throw new InvalidOperationException($"the number of steps must be between 1 and {MostSteps}, not {steps}");

    private static double Share(double share) => share is > 0 and <= 1 ? share : throw new InvalidOperationException(FormattableString.Invariant($"the share of the largest drop must be above 0 and at most 1, not {share}"));

    private double Overlap(long map, string mask, double share) => HeatmapMeasures.IntersectionOverUnion(maps[map].Map, Mask(map, mask), share);

    private Faithfulness Of(long number)
    {
        var (map, query) = maps[number];
        return new Faithfulness(map, query.Model, query.Query.Fill, query.Statement.Span, cancellation);
    }

    /// <summary>A mask as the model sees the image it belongs to: brought to the same size in the same way; light pixels are inside.</summary>
    private bool[,] Mask(long number, string path)
    {
        var (map, query) = maps[number];
        var key = (path, query.Query.Model.Pixels);
        if (!_masks.TryGetValue(key, out var mask))
        {
            try
            {
                mask = _masks[key] = HeatmapMeasures.Mask(PreparedImage.Fit(ImageFile.Load(path), query.Model.Options.Preprocessing, query.Model.Bound.Model));
            }
            catch (ImageException e)
            {
                throw new InvalidOperationException($"the mask of image '{map.Image}': {e.Message}", e);
            }
        }

        return mask;
    }
}
