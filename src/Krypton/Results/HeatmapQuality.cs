using Krypton.Sql.Ast;

namespace Krypton.Results;

/// <summary>How good an approximate heatmap is, as far as its exactly evaluated positions tell.</summary>
/// <param name="Metric">How it is measured.</param>
/// <param name="Estimate">The expected mean SSIM against the exact map, at most 1.</param>
/// <param name="Deviation">How far the estimate may be off: one standard deviation.</param>
/// <param name="Exact">Positions that were evaluated exactly; the others were guessed from them.</param>
/// <param name="Truncated">Whether all positions were also evaluated with boxes kept small.</param>
public sealed record HeatmapQuality(QualityMetric Metric, double Estimate, double Deviation, int Exact, bool Truncated);
