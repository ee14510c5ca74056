using System.Text.Json;
using Krypton.Planning.Logical;
using Krypton.Planning.Statistics;

namespace Krypton.Catalog;

/// <summary>What ANALYZE MODEL learned, by the models' content: a changed file begins anew.</summary>
internal sealed class StatisticsStore(CatalogFile file)
{
    /// <summary>What is known of a model, newest or not.</summary>
    /// <param name="model">The model's content, with its preprocessing.</param>
    public IReadOnlyList<ModelStatistics> List(string model)
    {
        try
        {
            return file.Query("SELECT learned FROM statistics WHERE model = $model ORDER BY grid", r => ModelStatistics.FromJson(r.GetString(0)), ("$model", model));
        }
        catch (JsonException e)
        {
            throw new CatalogException($"catalog '{file.Path}': the statistics of a model cannot be read; run ANALYZE MODEL again", e);
        }
    }

    /// <summary>What was learned with the patch and stride nearest to a grid's; null where nothing is near.</summary>
    public ModelStatistics? Find(string model, PatchGrid grid) => List(model).Where(s => double.IsFinite(s.Distance(grid))).MinBy(s => s.Distance(grid));

    public void Save(string model, ModelStatistics statistics) => file.Change(change => change.Run(
        "INSERT INTO statistics (model, grid, learned) VALUES ($model, $grid, $learned) ON CONFLICT (model, grid) DO UPDATE SET learned = $learned",
        ("$model", model), ("$grid", $"{statistics.PatchHeight}x{statistics.PatchWidth}/{statistics.StrideHeight}x{statistics.StrideWidth}"), ("$learned", statistics.ToJson())));
}
