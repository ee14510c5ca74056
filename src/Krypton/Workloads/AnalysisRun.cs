using System.Diagnostics;
using Krypton.Execution.Approximation;
using Krypton.Execution.Heatmaps;
using Krypton.Execution.Incremental;
using Krypton.Execution.Inference;
using Krypton.Planning.Logical;
using Krypton.Planning.Physical;
using Krypton.Sql;
using Krypton.Sql.Ast;
using Krypton.Statements;

namespace Krypton.Workloads;

/// <summary>One image's exact map, and every approximation of it.</summary>
internal sealed class AnalysisRun(SessionContext.ReadyModel model, PatchGrid grid, SessionContext context, CancellationToken cancellation)
{
    /// <summary>Shares of their layers that boxes may grow to.</summary>
    private static readonly double[] Shares = [0.25, 0.35, 0.5];

    private int Threads => context.Settings.Threads;

    /// <param name="image">A black patch goes over it; the map is that of its most probable class.</param>
    /// <param name="place">The word in the statement that named it.</param>
    public IReadOnlyList<ApproximationTrial> Try(BoundImage image, SourceSpan place)
    {
        var query = new LogicalOcclusion(model.Bound, [image], new TopChoice(1), grid, new SolidFill(0, 0, 0), ScoreKind.Probability, null);
        var evaluation = Plan(query, place);
        var sources = new LogitSources(evaluation, [model]);
        var picture = PreparedImage.Fit(SessionContext.Read(image, place), model.Options.Preprocessing, model.Bound.Model);
        var scenes = OcclusionScenes.Of(PreparedImage.Tensor(picture, model.Options.Preprocessing), PreparedImage.Fill(picture, model, query.Fill, place));
        using var source = sources.Create(scenes, timed: false, bases: null, cancellation);
        var logits = source.BaseLogits(0).ToArray();
        var predicted = ClassChoices.Top(logits, 1)[0];
        var score = Scores.Of(logits, model.Bound.Model.Head, ScoreKind.Probability)[predicted];
        var (exact, seconds) = Map(source, predicted);
        return
        [
            .. ApproximationTrial.All(
                exact, grid.Rows, grid.Columns, score, Phases.Periods(model.Bound.Model.Network, grid), Cheap(evaluation, sources, source, predicted, seconds),
                seconds / exact.Length, Threads, cancellation),
        ];
    }

    private PhysicalEvaluation Plan(LogicalOcclusion query, SourceSpan place)
    {
        try
        {
            return new Planner(context.PlannerSettings, context.Cost(), new NothingStored()).Plan(query).Root.Evaluations.Single();
        }
        catch (PlanningException e)
        {
            throw new QueryException(e.Message, place, inner: e);
        }
    }

    /// <summary>Maps from boxes kept small, where the plan has boxes.</summary>
    private List<CheapMap> Cheap(PhysicalEvaluation evaluation, LogitSources sources, ILogitSource source, int predicted, double exactSeconds)
    {
        var cheap = new List<CheapMap>();
        foreach (var share in evaluation.Inference is PhysicalIncrementalSegment ? Shares : [])
        {
            var segment = (PhysicalIncrementalSegment)evaluation.Inference;
            using var truncated = sources.Truncated(source, new PhysicalTruncatedSegment(new Truncation(share), segment.Batch, 1, First: true), cancellation);
            var (map, seconds) = Map(truncated, predicted);
            cheap.Add(new CheapMap(share, map, seconds / exactSeconds));
        }

        return cheap;
    }

    private (double[] Scores, double Seconds) Map(ILogitSource source, int predicted)
    {
        Occlusion[] positions = [.. grid.Positions()];
        var (map, logits) = (new double[positions.Length], new float[source.BatchSize * source.Width]);
        var start = Stopwatch.GetTimestamp();
        Span<float> one = stackalloc float[1];
        for (var first = 0; first < positions.Length; first += source.BatchSize)
        {
            cancellation.ThrowIfCancellationRequested();
            var batch = positions.AsSpan(first, Math.Min(source.BatchSize, positions.Length - first));
            source.Evaluate(batch, logits.AsSpan(0, batch.Length * source.Width), cancellation);
            for (var p = 0; p < batch.Length; p++)
            {
                Scores.Of(logits.AsSpan(p * source.Width, source.Width), model.Bound.Model.Head, ScoreKind.Probability, [predicted], one);
                map[first + p] = one[0];
            }
        }

        return (map, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }
}
