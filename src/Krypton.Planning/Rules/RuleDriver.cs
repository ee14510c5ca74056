using Krypton.Planning.Logical;
using Krypton.Planning.Physical;

namespace Krypton.Planning.Rules;

/// <summary>Applies rules in their order, each until it finds nothing more, and checks the workload after every step.</summary>
internal static class RuleDriver
{
    /// <summary>More rewrites than any workload needs: a rule that undoes itself ends here.</summary>
    private const int MostSteps = 10_000;

    /// <param name="cost">Estimated seconds of a workload; infinity when no plan keeps the memory limit.</param>
    /// <returns>The workload to run, and what was done to it.</returns>
    /// <exception cref="InvalidOperationException">A rule lost positions.</exception>
    public static (LogicalWorkload Workload, IReadOnlyList<RuleStep> Steps) Run(
        LogicalWorkload workload, IEnumerable<Rule> rules, RuleContext context, Func<LogicalWorkload, double> cost)
    {
        var steps = new List<RuleStep>();
        foreach (var rule in rules)
        {
            while (Step(workload, rule, context, cost, steps) is { } next)
            {
                workload = next;
                Check(workload, rule);
                if (steps.Count > MostSteps)
                {
                    throw new InvalidOperationException($"rule {rule.Name} does not come to an end");
                }
            }
        }

        return (workload, steps);
    }

    private static LogicalWorkload? Step(LogicalWorkload workload, Rule rule, RuleContext context, Func<LogicalWorkload, double> cost, List<RuleStep> steps)
    {
        double? before = null;
        foreach (var rewrite in rule.Apply(workload, context))
        {
            var taken = !rule.Costed || cost(rewrite.Workload) < (before ??= cost(workload));
            var step = new RuleStep(rule.Name, rewrite.What, taken);
            if (!steps.Contains(step))
            {
                steps.Add(step);
            }

            if (taken)
            {
                return rewrite.Workload;
            }
        }

        return null;
    }

    /// <summary>Whatever the rules did, each query still gets every one of its positions over every one of its images.</summary>
    private static void Check(LogicalWorkload workload, Rule rule)
    {
        foreach (var (query, sources) in workload.Queries)
        {
            foreach (var image in query.Images)
            {
                var stored = sources.OfType<LogicalStoredScores>().Where(s => s.Image == image).Select(s => s.Stored.Grid).ToList();
                var computed = sources.OfType<LogicalScores>()
                    .Where(s => s.Images.Contains(image) && s.Models.Any(m => m.Content == query.Model.Content))
                    .SelectMany(s => s.Positions.Where(p => p.Fill == query.Fill)).ToList();
                foreach (var position in query.Grid.Positions())
                {
                    if (!stored.Any(g => g.Find(position) is not null) &&
                        !computed.Any(c => c.Grids.Any(g => g.Find(position) is not null) && !c.Stored.Any(g => g.Find(position) is not null)))
                    {
                        throw new InvalidOperationException($"rule {rule.Name} lost the position at {position.Y}, {position.X} of image '{image.Name}'");
                    }
                }
            }
        }
    }
}
