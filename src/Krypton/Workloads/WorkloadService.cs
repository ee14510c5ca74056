using Krypton.Kernels;
using Krypton.Planning.Cost;
using Krypton.Planning.Explain;
using Krypton.Planning.Logical;
using Krypton.Planning.Physical;
using Krypton.Output;
using Krypton.Results;
using Krypton.Sql;
using Krypton.Sql.Ast;
using Krypton.Statements;
using Krypton.Stored;

namespace Krypton.Workloads;

/// <summary>Plans and runs queries that are answered together; one alone is a workload of one.</summary>
internal sealed class WorkloadService(SessionContext context, IProgress<QueryProgress>? progress, CancellationToken cancellation)
{
    /// <exception cref="QueryException">No plan keeps the memory limit.</exception>
    /// <param name="exactly">Products in fp32, whatever precision the session asks for.</param>
    public WorkloadPlan Plan(IReadOnlyList<BoundQuery> queries, StoredSource stored, bool exactly = false)
    {
        try
        {
            return Planner(queries, stored, exactly).Plan([.. queries.Select(q => q.Query)]);
        }
        catch (PlanningException e)
        {
            throw new QueryException(e.Message, queries[0].Statement.Span, inner: e);
        }
    }

    public string Explain(IReadOnlyList<BoundQuery> queries, PlanOptions options) =>
        PlanRenderer.Render(PlanDescriber.Describe(Plan(queries, Resumed(queries)), options.Verbose), options.Format);

    /// <summary>The answers in the queries' order.</summary>
    public IReadOnlyList<QueryResult> Run(IReadOnlyList<BoundQuery> queries) => Results(queries, Execute(queries, context.Stored()));

    /// <summary>Runs the queries and describes how they went.</summary>
    public IReadOnlyList<QueryResult> Analyze(IReadOnlyList<BoundQuery> queries, string text, PlanOptions options)
    {
        var (plan, run) = Execute(queries, context.Stored(), timesLayers: true);
        run.Actuals.Expected = new LayerExpectation(context.Cost(), context.Models.Device(context.Settings.Threads).MeasurePeakFlops(), context.Profiles.Accelerator);
        var description = PlanRenderer.Render(PlanDescriber.Describe(plan, options.Verbose, run.Actuals), options.Format);
        var results = Results(queries, (plan, run));
        return [new QueryResult(text, "", null, [.. results.SelectMany(r => r.Heatmaps)], [.. results.SelectMany(r => r.Notes).Distinct()], null) { Plan = description }];
    }

    /// <summary>Plans and runs, and keeps the answers for the session's later statements.</summary>
    /// <param name="timesLayers">Find out what each layer takes, also where that takes more time.</param>
    /// <param name="materialize">Products in fp32, whatever precision the session asks for, and the logits of what was stored already too.</param>
    public (WorkloadPlan Plan, WorkloadRun Run) Execute(IReadOnlyList<BoundQuery> queries, StoredSource stored, bool materialize = false, bool timesLayers = false)
    {
        var journal = new JournaledRun(queries, stored, context);
        var plan = Plan(queries, stored, materialize);
        var run = new WorkloadRun(queries, plan, stored, materialize, context.Bases, progress, cancellation) { ImageFinished = journal.Finished, TimesLayers = timesLayers };
        run.Run();
        journal.End(run);
        for (var q = 0; q < queries.Count && !run.IsRounded; q++)
        {
            foreach (var image in queries[q].Query.Images)
            {
                if (run.Answer(q, image).IsExact && !run.IsStored(q, image) && Content(queries[q], image, run.Answer(q, image), stored) is { } content && run.Heatmaps(q).Count > 0)
                {
                    context.Answers.Add(content);
                }
            }
        }

        return (plan, run);
    }

    /// <summary>An answer as it is kept; null when the image's file is gone meanwhile.</summary>
    public static StoredContent? Content(BoundQuery query, BoundImage image, Execution.Heatmaps.HeatmapAssembly answer, StoredSource stored)
    {
        if (stored.Key(query.Query, image) is not { } key)
        {
            return null;
        }

        var all = answer.Logits is not null;
        var scores = new StoredScores(0, null, answer.Grid, all ? null : [.. answer.Classes], all ? null : query.Query.Score, [.. answer.BaseLogits]);
        return new StoredContent(key, image, scores, answer.Logits ?? ByPosition(answer));
    }

    /// <summary>The scores of the explained classes, position by position.</summary>
    public static float[] ByPosition(Execution.Heatmaps.HeatmapAssembly answer)
    {
        var (classes, grid) = (answer.Classes.Length, answer.Grid);
        var values = new float[(long)grid.Count * classes];
        for (var i = 0; i < values.Length; i++)
        {
            var (position, c) = Math.DivRem(i, classes);
            values[i] = answer.Maps[c][position / grid.Columns, position % grid.Columns];
        }

        return values;
    }

    /// <summary>What may answer, with what an interrupted run of these queries has finished.</summary>
    private StoredSource Resumed(IReadOnlyList<BoundQuery> queries)
    {
        var stored = context.Stored();
        _ = new JournaledRun(queries, stored, context);
        return stored;
    }

    private Planner Planner(IReadOnlyList<BoundQuery> queries, StoredSource stored, bool exactly) => new(
        context.PlannerSettings with
        {
            MemoryLimit = Math.Min(queries.Min(q => q.MemoryLimit) ?? long.MaxValue, context.Settings.MemoryLimit),
            Accelerator = context.Accelerator(exactly).Use,
            DeviceNotes = context.Accelerator(exactly).Notes,
        },
        context.Cost(), stored,
        model => queries.First(q => q.Query.Model.Content == model.Content).Model.Loaded.IsPrepared);

    private static IReadOnlyList<QueryResult> Results(IReadOnlyList<BoundQuery> queries, (WorkloadPlan Plan, WorkloadRun Run) outcome)
    {
        var (plan, run) = outcome;
        double? speedup = run.Actuals.FullInferenceSeconds > 0 ? run.Actuals.FullInferenceSeconds / run.Actuals.Phases.Sum(p => p.Time.TotalSeconds) : null;
        return [.. queries.Select((query, q) =>
        {
            var heatmaps = run.Heatmaps(q);
            var statistics = new QueryStatistics(
                plan, query.Query.Grid.Count * query.Query.Images.Count, run.Actuals.Evaluated, queries.Count, run.Elapsed, run.Actuals.Phases, speedup, run.Files(q));
            return new QueryResult(query.Text, "", HeatmapRelation.Of(heatmaps), heatmaps, [.. ModelNotes.Of(query.Model), .. plan.DeviceNotes, .. run.Notes], statistics);
        })];
    }
}
