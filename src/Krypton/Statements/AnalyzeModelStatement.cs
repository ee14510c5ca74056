using System.Globalization;
using Krypton.Execution.Approximation;
using Krypton.Planning.Binding;
using Krypton.Planning.Logical;
using Krypton.Planning.Statistics;
using Krypton.Results;
using Krypton.Sql;
using Krypton.Sql.Ast;
using Krypton.Workloads;

namespace Krypton.Statements;

/// <summary>Runs ANALYZE MODEL: tries every approximation on some images whose exact maps it computes, and keeps what each took.</summary>
internal static class AnalyzeModelStatement
{
    private const int DefaultSample = 10;

    /// <exception cref="QueryException">The model or an image cannot be read, or the maps are too small to be approximated.</exception>
    /// <exception cref="QueryCanceledException">It was cancelled; nothing is kept then.</exception>
    public static QueryResult Run(AnalyzeModel statement, string text, SessionContext context, IProgress<QueryProgress>? progress, CancellationToken cancellation)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var model = context.Ready(statement.Model);
        var sample = statement.Sample is { } term ? Terms.Whole(context, term, "the number of images after SAMPLE", 1) : DefaultSample;
        var images = Spread(context.Images(statement.Images), sample);
        var grid = Binder.Grid(statement.With, model.Bound, statement.Span, context);
        if (grid.Count < AdaptiveSampler.SmallestMap)
        {
            throw new QueryException(
                $"maps of {grid.Rows}×{grid.Columns} positions are always computed exactly, so there is nothing to learn", statement.Span,
                $"analyse a stride that gives at least {AdaptiveSampler.SmallestMap} positions");
        }

        var trials = new List<ApproximationTrial>();
        foreach (var (image, i) in images.Select((image, i) => (image, i)))
        {
            TimeSpan? left = i == 0 ? null : clock.Elapsed / i * (images.Count - i);
            progress?.Report(new QueryProgress(image.Name, i, images.Count, clock.Elapsed, left));
            try
            {
                trials.AddRange(new AnalysisRun(model, grid, context, cancellation).Try(image, statement.Images.Span));
            }
            catch (OperationCanceledException)
            {
                throw new QueryCanceledException($"cancelled after {i} of {images.Count} images; nothing was kept", cancellation);
            }
        }

        var statistics = new ModelStatistics(
            grid.PatchHeight, grid.PatchWidth, grid.StrideHeight, grid.StrideWidth, images.Count, DateOnly.FromDateTime(DateTime.UtcNow), ApproximationTrial.Summarize(trials));
        context.Statistics.Save(model.Bound.Content, statistics);
        return QueryResult.Table(text, Relation(statistics), string.Create(
            CultureInfo.InvariantCulture, $"model '{model.Bound.Name}' analysed on {images.Count} images in {clock.Elapsed.TotalSeconds:0.0} s; later approximate plans go by it"));
    }

    /// <summary>At most that many images, evenly spread over those there are.</summary>
    private static List<BoundImage> Spread(Seq<BoundImage> images, int most)
    {
        var count = Math.Min(most, images.Count);
        return [.. Enumerable.Range(0, count).Select(i => images[(int)((long)i * images.Count / count)])];
    }

    private static Relation Relation(ModelStatistics statistics)
    {
        Column[] columns =
        [
            new("metric", typeof(string)), new("quality", typeof(double)), new("approximation", typeof(string)), new("exact_positions", typeof(double)),
            new("time", typeof(double)), new("met", typeof(double)), new("overestimate", typeof(double)),
        ];
        return Results.Relation.Of(columns, [.. statistics.Learned.OrderBy(l => l.Metric).ThenBy(l => l.Target).ThenBy(l => l.Cost).Select(l => new object?[]
        {
            l.Metric.ToString().ToUpperInvariant(), l.Target, l.Truncation is { } share ? string.Create(CultureInfo.InvariantCulture, $"boxes at most {share:0.##}") : "neighbours alone",
            Math.Round(l.Share, 4), Math.Round(l.Cost, 4), Math.Round(l.Met, 3), Math.Round(l.Overestimate, 4),
        })]);
    }
}
