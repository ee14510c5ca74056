using System.Diagnostics;
using System.Text.Json.Nodes;
using Krypton.Results;
using Krypton.Sql.Ast;
using Krypton.Studio.Library;

namespace Krypton.Studio.Runs;

/// <summary>Runs a script statement by statement; explanations as EXPLAIN ANALYZE, so that the page can show what each layer took.</summary>
internal sealed class RunExecution(Workbench workbench, OccludedImage occluded)
{
    public async Task<RunAnswer> Run(StudioRun run)
    {
        var session = workbench.SessionFor(run.Statements);
        var progress = new Reports(run);
        var (maps, tables, messages, analysis) = (new List<RunMap>(), new List<Relation>(), new List<string>(), new List<JsonNode>());
        var (clock, positions, evaluated, reused) = (new Stopwatch(), 0L, 0L, 0L);
        foreach (var statement in run.Statements)
        {
            var explanation = statement as ExplainOcclusion ?? (statement as ExplainAnalyze)?.Query;
            clock.Start();
            var results = await session.ExecuteAsync(
                explanation is null ? statement : new ExplainAnalyze(explanation, new PlanOptions(PlanFormat.Json, Verbose: true), explanation.Span), run.Script, null, progress, run.Token);
            clock.Stop();
            foreach (var result in results)
            {
                messages.AddRange(result.Notes.Concat(result.Message.Length > 0 ? [result.Message] : []));
                if (explanation is not null)
                {
                    var plan = JsonNode.Parse(result.Plan!)!;
                    var counts = new PositionCounts(plan);
                    (evaluated, reused) = (evaluated + counts.Evaluated, reused + counts.Reused);
                    positions += result.Heatmaps.DistinctBy(m => m.Image).Sum(m => (long)m.Grid.Count);
                    analysis.Add(plan);
                    maps.AddRange(await Maps(result.Heatmaps, explanation, session, run));
                }
                else if (result.Plan is { } text)
                {
                    messages.Add(text);
                }
                else if (result.Relation is { } table)
                {
                    tables.Add(table);
                }
            }
        }

        return new RunAnswer(maps, tables, messages, clock.Elapsed.TotalSeconds, positions, evaluated, Math.Min(reused, Math.Max(0, positions - evaluated)), analysis);
    }

    private async Task<IEnumerable<RunMap>> Maps(IReadOnlyList<Heatmap> heatmaps, ExplainOcclusion query, Session session, StudioRun run)
    {
        var maps = new List<RunMap>();
        foreach (var map in heatmaps)
        {
            var (row, column, _) = map.Strongest();
            var before = await Predictions.Of(session, map.Picture, query.Model, run.Script, run.Token);
            var after = await Predictions.Of(session, occluded.At(map, query, row, column), query.Model, run.Script, run.Token);
            maps.Add(new RunMap(map, query, before, after));
        }

        return maps;
    }

    /// <summary>Synchronous, unlike Progress: reports stay in order.</summary>
    private sealed class Reports(StudioRun run) : IProgress<QueryProgress>
    {
        public void Report(QueryProgress value) => run.Report(value);
    }
}
