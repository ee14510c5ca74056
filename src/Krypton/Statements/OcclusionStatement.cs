using System.Diagnostics;
using Krypton.Execution.Heatmaps;
using Krypton.Execution.Inference;
using Krypton.Imaging;
using Krypton.Output;
using Krypton.Planning.Binding;
using Krypton.Planning.Logical;
using Krypton.Planning.Physical;
using Krypton.Results;
using Krypton.Sql;
using Krypton.Sql.Ast;

namespace Krypton.Statements;

/// <summary>Runs EXPLAIN OCCLUSION: bind, plan, then image by image evaluate, assemble and write.</summary>
internal sealed class OcclusionStatement(ExplainOcclusion statement, string text, SessionContext context, IProgress<QueryProgress>? progress, CancellationToken cancellation)
{
    /// <summary>From this many positions on the inference that is timed for the estimated speedup does not count.</summary>
    private const int PositionsWorthTiming = 256;

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Dictionary<string, TimeSpan> _phases = [];
    private readonly List<string> _files = [];
    private int _finished;
    private int _done;
    private double _fullInferenceSeconds;

    /// <exception cref="QueryException">The statement cannot be answered.</exception>
    /// <exception cref="QueryCanceledException">It was cancelled.</exception>
    public QueryResult Run()
    {
        var model = context.Ready(statement.Model);
        var query = Binder.Bind(statement, context);
        var plan = Plan(query);
        var target = query.Into is null ? null : new HeatmapTarget(query.Into, query, statement.Into!.Span);
        var heatmaps = new List<Heatmap>();
        foreach (var image in query.Images)
        {
            try
            {
                heatmaps.AddRange(Explain(image, model, query, plan));
            }
            catch (OperationCanceledException)
            {
                throw new QueryCanceledException(
                    $"cancelled after {_done:N0} of {query.Grid.Count * query.Images.Count:N0} positions, at image '{image.Name}', {_clock.Elapsed.TotalSeconds:0.0} s after the start",
                    cancellation);
            }

            foreach (var heatmap in target is null ? [] : heatmaps.TakeLast(Classes(query)))
            {
                Timed("write", () => _files.Add(target!.Write(heatmap)));
            }
        }

        var positions = query.Grid.Count * query.Images.Count;
        double? speedup = _fullInferenceSeconds > 0 ? _fullInferenceSeconds * positions / _phases.Values.Aggregate(TimeSpan.Zero, (a, b) => a + b).TotalSeconds : null;
        var statistics = new QueryStatistics(plan, positions, _clock.Elapsed, [.. _phases.Select(p => (p.Key, p.Value))], speedup, _files);
        return new QueryResult(text, "", HeatmapRelation.Of(heatmaps), heatmaps, ModelNotes.Of(model), statistics);
    }

    private static int Classes(LogicalOcclusion query) => query.Classes is TopChoice top ? top.Count : 1;

    private PhysicalAssembleHeatmaps Plan(LogicalOcclusion query)
    {
        try
        {
            return Planner.Plan(query, new PlannerSettings(context.Settings.MemoryLimit, context.Settings.Threads, context.Settings.Executor));
        }
        catch (PlanningException e)
        {
            throw new QueryException(e.Message, statement.Span, inner: e);
        }
    }

    private List<Heatmap> Explain(BoundImage image, SessionContext.ReadyModel model, LogicalOcclusion query, PhysicalAssembleHeatmaps plan)
    {
        var picture = Timed("read", () => PreparedImage.Fit(SessionContext.Read(image, statement.Image.Span), model.Options.Preprocessing, model.Bound.Model));
        var occlusion = Timed("read", () => PreparedImage.Occlusion(picture, model, query, statement.Span));
        var total = query.Grid.Count * query.Images.Count;
        var timed = _fullInferenceSeconds == 0 && query.Grid.Count >= PositionsWorthTiming;
        using var source = Timed("base", () => LogitSources.Create(plan.Scores, model.Loaded, occlusion, timed, cancellation));
        _fullInferenceSeconds = (source as IncrementalInference)?.FullInference?.TotalSeconds ?? _fullInferenceSeconds;
        var classes = ClassIndices(query, source.BaseLogits);
        var assembly = new HeatmapAssembly(source, query.Grid, model.Bound.Model.Head, query.Score);
        var start = _clock.Elapsed;
        void Report(int done)
        {
            var (all, spent) = (_finished + done, _clock.Elapsed - start);
            _done = all;
            var remaining = done == 0 ? (TimeSpan?)null : spent / done * (total - all);
            progress?.Report(new QueryProgress(image.Name, all, total, _clock.Elapsed, remaining));
        }

        Report(0);
        var maps = Timed("positions", () => assembly.Run(classes, Report, cancellation));
        _finished += query.Grid.Count;
        return Heatmaps(image, model, query, source.BaseLogits, classes, maps, picture);
    }

    private static List<Heatmap> Heatmaps(
        BoundImage image, SessionContext.ReadyModel model, LogicalOcclusion query, float[] baseLogits, int[] classes, float[][,] maps, RgbImage picture)
    {
        var (bound, head) = (model.Bound, model.Bound.Model.Head);
        var probabilities = Scores.Of(baseLogits, head, ScoreKind.Probability);
        var scores = query.Score == ScoreKind.Probability ? probabilities : Scores.Of(baseLogits, head, query.Score);
        var best = Scores.Top(baseLogits, 1)[0];
        var predicted = new Prediction(best, bound.Label(best), (float)probabilities[best]);
        return [.. classes.Select((index, i) => new Heatmap(
            image.Name, bound.Name, index, bound.Label(index), query.Score, query.Grid, (float)scores[index], maps[i], predicted, picture))];
    }

    private int[] ClassIndices(LogicalOcclusion query, float[] logits)
    {
        switch (query.Classes)
        {
            case FixedClass one when one.Index >= logits.Length:
                throw new QueryException($"class {one.Index} does not exist: the model has classes 0 to {logits.Length - 1}", ((OneClass)statement.Classes).Class.Span);
            case FixedClass one:
                return [one.Index];
            case TopChoice top when top.Count > logits.Length:
                throw new QueryException($"the model has only {logits.Length} classes", ((TopClasses)statement.Classes).Count.Span);
            case TopChoice top:
                return Scores.Top(logits, top.Count);
            default:
                throw new InvalidOperationException($"no classes for {query.Classes.GetType().Name}");
        }
    }

    private T Timed<T>(string phase, Func<T> work)
    {
        var start = _clock.Elapsed;
        try
        {
            return work();
        }
        finally
        {
            _phases[phase] = _phases.GetValueOrDefault(phase) + (_clock.Elapsed - start);
        }
    }

    private void Timed(string phase, Action work) => Timed(phase, () =>
    {
        work();
        return true;
    });
}
