using Krypton.Planning.Logical;
using Krypton.Sql;

namespace Krypton.Planning.Rules;

/// <summary>Ways to look at a workload's computations and to exchange them.</summary>
internal static class WorkloadEdits
{
    /// <summary>Every two different computations that could be one; approximate ones follow their own query.</summary>
    public static IEnumerable<(LogicalScores First, LogicalScores Second)> Pairs(this LogicalWorkload workload)
    {
        var all = workload.Scores.Where(s => s.Goal is null).ToList();
        return all.SelectMany((first, i) => all.Skip(i + 1).Select(second => (first, second)));
    }

    /// <summary>The workload in which whoever read one of <paramref name="old"/> reads <paramref name="made"/> instead.</summary>
    public static LogicalWorkload Replace(this LogicalWorkload workload, IReadOnlyList<LogicalScores> old, IReadOnlyList<LogicalScores> made) =>
        workload with
        {
            Queries = workload.Queries.Select(q => q.Sources.Any(s => old.Contains(s))
                ? q with { Sources = q.Sources.Where(s => !old.Contains(s)).Concat(made.Where(m => Serves(m, q.Query))).Distinct().ToSeq() }
                : q).ToSeq(),
        };

    public static bool SameModels(LogicalScores a, LogicalScores b) => a.Models.Select(m => m.Content).SequenceEqual(b.Models.Select(m => m.Content));

    /// <summary>Two collections of positions as one: sets of the same patch and fill become one set.</summary>
    public static Seq<PositionSet> Merge(IEnumerable<PositionSet> a, IEnumerable<PositionSet> b)
    {
        var merged = a.ToList();
        foreach (var set in b)
        {
            var at = merged.FindIndex(m => m.Matches(set));
            if (at < 0)
            {
                merged.Add(set);
                continue;
            }

            // What is stored for one query may not be stored for the other.
            merged[at] = merged[at] with
            {
                Grids = merged[at].Grids.Concat(set.Grids).Distinct().ToSeq(),
                Stored = merged[at].Stored.Where(set.Stored.Contains).ToSeq(),
            };
        }

        return merged.ToSeq();
    }

    private static bool Serves(LogicalScores scores, LogicalOcclusion query) =>
        scores.Models.Any(m => m.Content == query.Model.Content) && scores.Images.Any(query.Images.Contains) && scores.Positions.Any(p => p.Fill == query.Fill);
}
