using Krypton.Imaging;
using Krypton.Output;
using Krypton.Planning.Logical;
using Krypton.Sql.Ast;

namespace Krypton.Results;

/// <summary>One explained image and class: how the class's score falls when the patch covers each place.</summary>
public sealed class Heatmap
{
    private readonly Lazy<float[,]> _drop;
    private readonly int[,] _winners;

    internal Heatmap(
        string image, string model, int classIndex, string label, ScoreKind scoreKind, PatchGrid grid, float baseScore, float[,] scores, int[,] winners, Prediction predicted, IReadOnlyList<string> labels, RgbImage picture)
    {
        (Image, Model, ClassIndex, Label, ScoreKind, Grid) = (image, model, classIndex, label, scoreKind, grid);
        (BaseScore, Scores, _winners, Predicted, Labels, Picture) = (baseScore, scores, winners, predicted, labels, picture);
        _drop = new Lazy<float[,]>(() => Subtract(baseScore, scores));
    }

    /// <summary>The image's name in the query: of the catalog, of the file without folder and ending, or of the parameter that held its bytes.</summary>
    public string Image { get; }

    /// <summary>The model's name in the query.</summary>
    public string Model { get; }

    /// <summary>The explained class's number among the model's outputs.</summary>
    public int ClassIndex { get; }

    /// <summary>The explained class's name, or its number where the model names none.</summary>
    public string Label { get; }

    /// <summary>Whether scores are probabilities or logits.</summary>
    public ScoreKind ScoreKind { get; }

    /// <summary>Where the patch went, in pixels of the model's input.</summary>
    public PatchGrid Grid { get; }

    /// <summary>The class's score without a patch.</summary>
    public float BaseScore { get; }

    /// <summary>The class's score with the patch at each position, rows × columns of the grid.</summary>
    public float[,] Scores { get; }

    /// <summary>Base score − score at each position: above zero where the patch hides what speaks for the class.</summary>
    public float[,] Drop => _drop.Value;

    /// <summary>
    /// The number of the class the model predicts with the patch at each position; null where only scores of the explained classes
    /// are known: at positions that APPROX did not evaluate, or that a view of some classes answered.
    /// </summary>
    public int? WinnerAt(int row, int column) => _winners[row, column] is > 0 and var next ? next - 1 : null;

    /// <summary>What the model says of the image without a patch.</summary>
    public Prediction Predicted { get; }

    /// <summary>The image as the model sees it, in pixels.</summary>
    public RgbImage Picture { get; }

    /// <summary>The names of the model's classes; empty when none are known.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>The positions that a map of pixels is the mean of; null for a map of positions.</summary>
    public PatchGrid? AveragedFrom { get; internal init; }

    /// <summary>How good the map is under APPROX or WITHIN; null for exact ones.</summary>
    public HeatmapQuality? Quality { get; internal init; }

    /// <summary>What a map of differences is the difference from, in words; null for any other.</summary>
    public string? Minus { get; internal init; }

    /// <summary>The position where the score falls most, and by how much.</summary>
    public (int Row, int Column, float Drop) Strongest()
    {
        var best = (Row: 0, Column: 0, Drop: float.NegativeInfinity);
        for (var row = 0; row < Grid.Rows; row++)
        {
            for (var column = 0; column < Grid.Columns; column++)
            {
                if (Drop[row, column] > best.Drop)
                {
                    best = (row, column, Drop[row, column]);
                }
            }
        }

        return best;
    }

    /// <summary>
    /// The <paramref name="count"/> places where the score falls most, strongest first. Their patches do not overlap, and every
    /// drop is above zero, so there may be fewer.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    public IReadOnlyList<HeatmapRegion> TopRegions(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var regions = new List<HeatmapRegion>();
        foreach (var place in Places().Where(p => p.Drop > 0).OrderByDescending(p => p.Drop))
        {
            if (regions.Count == count)
            {
                break;
            }

            if (!regions.Any(place.Overlaps))
            {
                regions.Add(place);
            }
        }

        return regions;
    }

    /// <summary>Whether the score at a position was computed; false where APPROX estimated it. Of a map of pixels: that of every patch which covers the pixel.</summary>
    public bool IsExactAt(int row, int column) => Quality is null || _winners[row, column] != 0;

    /// <summary>
    /// The map with a value for each pixel instead of each position: the mean over all patches that cover the pixel, as patches of
    /// one window overlap. Its grid is one of 1×1 patches, from the first to the last pixel that a patch covers.
    /// </summary>
    /// <exception cref="InvalidOperationException">The stride is larger than the patch, so some pixels have no patch.</exception>
    public Heatmap ToPixels() => Output.PixelAverage.Of(this);

    /// <summary>The map as rows, one a position: the columns of an explanation's answer.</summary>
    public Relation ToRelation() => HeatmapRelation.Of([this]);

    /// <summary>A row a position as an Apache Parquet file, with the columns of <see cref="ToRelation"/>.</summary>
    public byte[] ToParquet() => Relations.RelationFile.Encode(ToRelation(), ".parquet");

    /// <summary>The map laid over the image, with a colour bar, the label and the scores, as a PNG file.</summary>
    public byte[] ToPng() => ImageFile.EncodePng(HeatmapPicture.Render(this));

    /// <summary>This map over other cells.</summary>
    /// <param name="winners">For each cell the predicted class plus one; 0 where nothing is known, below 0 where only the score is exact.</param>
    internal Heatmap With(PatchGrid grid, float[,] scores, int[,] winners) =>
        new(Image, Model, ClassIndex, Label, ScoreKind, grid, BaseScore, scores, winners, Predicted, Labels, Picture) { Quality = Quality, AveragedFrom = Grid };

    /// <summary>How much more of a drop this map shows than another: base and scores are differences of both.</summary>
    /// <param name="other">A map over the same grid.</param>
    /// <param name="minus">The other in words.</param>
    internal Heatmap Less(Heatmap other, string minus)
    {
        var scores = new float[Grid.Rows, Grid.Columns];
        var known = new int[Grid.Rows, Grid.Columns];
        for (var row = 0; row < Grid.Rows; row++)
        {
            for (var column = 0; column < Grid.Columns; column++)
            {
                scores[row, column] = Scores[row, column] - other.Scores[row, column];
                known[row, column] = IsExactAt(row, column) && other.IsExactAt(row, column) ? -1 : 0;
            }
        }

        return new Heatmap(Image, Model, ClassIndex, Label, ScoreKind, Grid, BaseScore - other.BaseScore, scores, known, Predicted, Labels, Picture)
        {
            Quality = Quality is null ? other.Quality : Quality,
            AveragedFrom = AveragedFrom,
            Minus = minus,
        };
    }

    private IEnumerable<HeatmapRegion> Places()
    {
        for (var row = 0; row < Grid.Rows; row++)
        {
            for (var column = 0; column < Grid.Columns; column++)
            {
                yield return new HeatmapRegion(Grid.Y[row], Grid.X[column], Grid.PatchHeight, Grid.PatchWidth, Drop[row, column]);
            }
        }
    }

    private static float[,] Subtract(float baseScore, float[,] scores)
    {
        var drop = new float[scores.GetLength(0), scores.GetLength(1)];
        for (var row = 0; row < drop.GetLength(0); row++)
        {
            for (var column = 0; column < drop.GetLength(1); column++)
            {
                drop[row, column] = baseScore - scores[row, column];
            }
        }

        return drop;
    }
}

/// <summary>A class a model gives an image, and its probability.</summary>
public sealed record Prediction(int ClassIndex, string Label, float Probability);
