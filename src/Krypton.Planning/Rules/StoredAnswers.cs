using Krypton.Planning.Logical;
using Krypton.Sql;

namespace Krypton.Planning.Rules;

/// <summary>What the rules that answer from kept scores have in common: take what is kept, compute what is missing.</summary>
internal static class StoredAnswers
{
    /// <param name="usable">Which kept scores the rule may use.</param>
    public static IEnumerable<Rewrite> Apply(LogicalWorkload workload, RuleContext context, Func<StoredScores, bool> usable)
    {
        for (var q = 0; q < workload.Queries.Count; q++)
        {
            var query = workload.Queries[q];
            foreach (var scores in query.Sources.OfType<LogicalScores>())
            {
                foreach (var image in scores.Images)
                {
                    foreach (var stored in context.Stored.Find(query.Query, image).Where(s => usable(s) && s.Answers(query.Query)))
                    {
                        if (Compensate(query, scores, image, stored) is var (rewritten, saved) && saved > 0)
                        {
                            var name = stored.View is { } view ? $"view '{view}'" : "an earlier answer";
                            yield return new Rewrite(
                                workload with { Queries = workload.Queries.Select((old, i) => i == q ? rewritten : old).ToSeq() },
                                $"{saved:N0} of {query.Query.Grid.Count:N0} positions of image '{image.Name}' from {name}");
                        }
                    }
                }
            }
        }
    }

    /// <summary>The query with the image's positions split into those that are kept and those that are missing, and how many are kept.</summary>
    private static (LogicalHeatmaps Query, int Saved) Compensate(LogicalHeatmaps query, LogicalScores scores, BoundImage image, StoredScores stored)
    {
        var before = scores.Positions[0];
        var after = before with { Stored = before.Stored.Append(stored.Grid).ToSeq() };
        var missing = after.Count;
        var sources = new List<LogicalNode>();
        foreach (var source in query.Sources)
        {
            if (!ReferenceEquals(source, scores))
            {
                sources.Add(source);
                continue;
            }

            if (scores.Images.Count > 1)
            {
                sources.Add(scores with { Images = scores.Images.Where(i => i != image).ToSeq() });
            }

            if (missing > 0)
            {
                sources.Add(scores with { Images = [image], Positions = [after] });
            }
        }

        sources.Add(new LogicalStoredScores(stored, image));
        // A sampler chooses its positions itself: only a whole exact map is better.
        return (query with { Sources = sources.ToSeq() }, scores.Goal is not null && missing > 0 ? 0 : before.Count - missing);
    }
}
