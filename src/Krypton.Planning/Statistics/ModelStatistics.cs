using System.Text.Json;
using System.Text.Json.Serialization;
using Krypton.Planning.Logical;
using Krypton.Sql.Ast;

namespace Krypton.Planning.Statistics;

/// <summary>What ANALYZE MODEL learned of a model: how many positions each approximation needs for a quality.</summary>
/// <param name="PatchHeight">Of the patch that it was learned with, in pixels; the others likewise.</param>
/// <param name="Images">Images it was learned from.</param>
/// <param name="Date">Day of the measurement, UTC.</param>
public sealed record ModelStatistics(
    int PatchHeight, int PatchWidth, int StrideHeight, int StrideWidth, int Images, DateOnly Date, IReadOnlyList<LearnedApproximation> Learned)
{
    /// <summary>Statistics tell nothing of patches or strides more different than by this factor.</summary>
    private const double MostDifferent = 2.01;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter<QualityMetric>() } };

    /// <summary>How different a query's grid is, as a logarithm; infinite where nothing can be told.</summary>
    public double Distance(PatchGrid grid)
    {
        double[] ratios =
        [
            Ratio(PatchHeight, grid.PatchHeight), Ratio(PatchWidth, grid.PatchWidth), Ratio(StrideHeight, grid.StrideHeight), Ratio(StrideWidth, grid.StrideWidth),
        ];
        return ratios.Max() > Math.Log(MostDifferent) ? double.PositiveInfinity : ratios.Sum();
    }

    /// <summary>What was learned for the quality asked for, or the nearest above it: the approximation that took least first.</summary>
    public IReadOnlyList<LearnedApproximation> For(ApproximationGoal goal)
    {
        var metric = Learned.Where(l => l.Metric == goal.Metric).ToList();
        var target = metric.Select(l => l.Target).Distinct().Order().Cast<double?>().FirstOrDefault(t => t >= goal.Target - 1e-9);
        return [.. metric.Where(l => l.Target == (target ?? metric.Max(m => m.Target))).OrderBy(l => l.Cost)];
    }

    public string ToJson() => JsonSerializer.Serialize(this, Options);

    /// <exception cref="JsonException">It is none.</exception>
    public static ModelStatistics FromJson(string json) => JsonSerializer.Deserialize<ModelStatistics>(json, Options) ?? throw new JsonException("the statistics are null");

    private static double Ratio(int a, int b) => Math.Abs(Math.Log((double)a / b));
}

/// <summary>What one approximation took.</summary>
/// <param name="Target">The quality asked for.</param>
/// <param name="Truncation">The share of their layers that boxes of the cheap evaluation grew to; null where positions were guessed from neighbours alone.</param>
/// <param name="Share">Positions evaluated exactly, the median over the images, 0 to 1.</param>
/// <param name="CheapCost">Seconds of the cheap evaluation against those of the exact map.</param>
/// <param name="Met">The part of the images whose map was as good as asked.</param>
/// <param name="Overestimate">What estimates of the quality were too high by, on all but one image of twenty; at least 0.</param>
public sealed record LearnedApproximation(QualityMetric Metric, double Target, double? Truncation, double Share, double CheapCost, double Met, double Overestimate)
{
    /// <summary>Time against that of the exact map.</summary>
    [JsonIgnore]
    public double Cost => Share + CheapCost;
}
