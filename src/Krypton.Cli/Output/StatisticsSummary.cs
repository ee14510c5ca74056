using Krypton.Planning.Physical;
using Krypton.Results;

namespace Krypton.Cli.Output;

/// <summary>What an explanation took: positions, time, and against what.</summary>
internal static class StatisticsSummary
{
    // Less of the whole is not worth a phase of its own.
    private const double WorthSaying = 0.02;

    public static void Write(QueryStatistics statistics, IReadOnlyList<Heatmap> heatmaps, TextWriter output)
    {
        var (grids, pixels) = (heatmaps.Select(h => h.AveragedFrom ?? h.Grid).Distinct().ToList(), heatmaps[0].AveragedFrom is null ? "" : $", averaged over {Units.Count(heatmaps[0].Grid.Count, "pixel")}");
        var images = statistics.Positions / grids.Sum(g => g.Count);
        var places = string.Join(" + ", grids.Select(g => $"{g.Rows} down × {g.Columns} across"));
        output.WriteLine(
            $"{Units.Count(statistics.Positions, "position")} ({(images > 1 ? $"{Units.Count(images, "image")}, each " : "")}{places}{pixels}), " +
            $"{(grids.Count > 1 ? "patches" : "patch")} {string.Join(", ", grids.Select(g => $"{g.PatchHeight}×{g.PatchWidth}"))} px, stride {string.Join(", ", grids.Select(g => $"{g.StrideHeight}×{g.StrideWidth}").Distinct())} px");
        if (statistics.Queries == 1)
        {
            Times(statistics, heatmaps, output);
        }

        if (statistics.Files.Count > 0)
        {
            output.WriteLine(Units.Wrote(statistics.Files));
        }
    }

    private static void Times(QueryStatistics statistics, IReadOnlyList<Heatmap> heatmaps, TextWriter output)
    {
        output.WriteLine($"{Units.Time(statistics.Elapsed)}: {string.Join(", ", Phases(statistics))}");
        output.WriteLine(Comparison(statistics));
        if (heatmaps.Any(h => h.Quality is not null))
        {
            Quality(heatmaps, output);
        }
        else if (statistics.Evaluated < statistics.Positions && statistics.Evaluated > 0)
        {
            output.WriteLine($"{Units.Count((int)statistics.Evaluated, "position")} evaluated, the others were known");
        }
    }

    /// <summary>What an approximation reached, the worst map of several.</summary>
    private static void Quality(IReadOnlyList<Heatmap> heatmaps, TextWriter output)
    {
        var worst = heatmaps.Select(h => h.Quality).OfType<HeatmapQuality>().MinBy(q => q.Estimate)!;
        var exact = heatmaps.DistinctBy(h => h.Image).Sum(h => (long)(h.Quality?.Exact ?? h.Grid.Count));
        var metric = worst.Metric == Sql.Ast.QualityMetric.Rendered ? "SSIM of the picture" : "SSIM";
        var others = worst.Truncated ? "from truncated inference, corrected" : "from their neighbours";
        output.WriteLine(
            $"{(heatmaps.Count > 1 ? "least quality" : "quality")} {Units.Score((float)worst.Estimate)} ± {Units.Score((float)worst.Deviation)} ({metric}, estimated): " +
            (worst.Estimate < 1 ? $"{Units.Count(exact, "position")} evaluated exactly, the others {others}" : "every position evaluated exactly"));
    }

    private static IEnumerable<string> Phases(QueryStatistics statistics)
    {
        var rest = statistics.Elapsed - statistics.Phases.Aggregate(TimeSpan.Zero, (sum, phase) => sum + phase.Time);
        IEnumerable<(string Phase, TimeSpan Time)> loading = rest > statistics.Elapsed * WorthSaying ? [("load and plan", rest)] : [];
        return loading.Concat(statistics.Phases).Select(p => $"{p.Phase} {Units.Time(p.Time)}");
    }

    private static string Comparison(QueryStatistics statistics) => (statistics.Plan.Root.Evaluations.FirstOrDefault()?.Inference, statistics.Speedup) switch
    {
        (null, _) => "nothing was computed: every position was known",
        (PhysicalNaiveInference naive, _) => $"naive: every position inferred in full ({naive.Reason ?? "estimated to be the cheapest"})",
        (_, { } speedup) => $"about {Units.Factor(speedup)} {(speedup < 1 ? "as fast as" : "faster than")} naive re-inference (estimated)",
        _ => "not compared with naive re-inference",
    };
}
