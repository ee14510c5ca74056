using Krypton.Catalog;
using Krypton.Planning.Logical;
using Krypton.Statements;
using Krypton.Stored;

namespace Krypton.Workloads;

/// <summary>A run's part of the journal: what an earlier run of the same queries finished answers again, and every image that this one finishes is written down.</summary>
internal sealed class JournaledRun
{
    private readonly IReadOnlyList<BoundQuery> _queries;
    private readonly StoredSource _stored;
    private readonly RunJournal _journal;

    /// <summary>Images that are in the journal, and what their scores depend on.</summary>
    private readonly Dictionary<(int Query, BoundImage Image), ScoreKey> _written = [];
    private readonly int _resumed;
    private string? _problem;

    public JournaledRun(IReadOnlyList<BoundQuery> queries, StoredSource stored, SessionContext context)
    {
        (_queries, _stored, _journal) = (queries, stored, context.Journal);
        if (!_journal.IsKept)
        {
            return;
        }

        foreach (var (query, image) in Enumerable.Range(0, queries.Count).Where(IsLong).SelectMany(q => queries[q].Query.Images.Select(i => (q, i))))
        {
            if (stored.Key(queries[query].Query, image) is not { } key || _journal.Find(key) is not { Count: > 0 } finished)
            {
                continue;
            }

            foreach (var content in finished)
            {
                context.Answers.Add(content);
            }

            _written[(query, image)] = key;
        }

        _resumed = _written.Count;
    }

    public void Finished(WorkloadRun run, int query, BoundImage image)
    {
        var answer = run.Answer(query, image);
        if (!_journal.IsKept || !IsLong(query) || run.IsRounded || !answer.IsExact || _problem is not null || _written.ContainsKey((query, image)) || _stored.Key(_queries[query].Query, image) is not { } key)
        {
            return;
        }

        try
        {
            // The explained classes alone: a thousand images' logits would fill a disk.
            var scores = new StoredScores(0, null, answer.Grid, [.. answer.Classes], _queries[query].Query.Score, [.. answer.BaseLogits]);
            _journal.Add(new StoredContent(key, image, scores, WorkloadService.ByPosition(answer)));
            _written[(query, image)] = key;
        }
        catch (CatalogException e)
        {
            // The run itself needs no journal.
            _problem = e.Message;
        }
    }

    /// <summary>Takes the run's part away: it came to its end.</summary>
    public void End(WorkloadRun run)
    {
        if (_resumed > 0)
        {
            run.Notes.Add($"continued: {_resumed:N0} of {Enumerable.Range(0, _queries.Count).Where(IsLong).Sum(q => _queries[q].Query.Images.Count):N0} images had been finished by a run that was interrupted");
        }

        if (_problem is not null)
        {
            run.Notes.Add($"an interrupted run could not have been continued: {_problem}");
        }

        if (_written.Count > 0)
        {
            _journal.Remove([.. _written.Values.Distinct()]);
        }
    }

    /// <summary>One image is lost quickly and found quickly; estimates are no answers.</summary>
    private bool IsLong(int query) => _queries[query].Query is { Images.Count: > 1, Goal: null };
}
