using Krypton.Planning.Physical;
using Krypton.Planning.Rules;
using Krypton.Results;
using Krypton.Sql;

namespace Krypton.Tests.Plans;

/// <summary>Runs the records of one .slt file in one session. README.md beside the files says what the kinds mean.</summary>
internal sealed class SltRunner : IDisposable
{
    private readonly PhantomSession _phantoms = new();
    private readonly Dictionary<string, IReadOnlyList<string>> _same = [];

    /// <summary>The record's lines; null when it is right and has none.</summary>
    public IReadOnlyList<string>? Run(SltRecord record)
    {
        switch (record.Kind)
        {
            case "statement" when record.Argument.StartsWith("error", StringComparison.Ordinal):
                Assert.Contains(record.Argument["error".Length..].Trim(), Assert.Throws<QueryException>(() => Execute(record.Sql)).Problem, StringComparison.Ordinal);
                return null;
            case "statement" or "plan":
                return PlanText.Of(Execute(record.Sql));
            case "rule":
                return Rule(record);
            case "same":
                var plan = PlanText.Of(Execute(record.Sql));
                Assert.Equal(_same.TryGetValue(record.Argument, out var first) ? first : plan, plan);
                _same.TryAdd(record.Argument, plan);
                return null;
            case "uses":
                Assert.Contains(record.Argument, Views(Execute(record.Sql)));
                return null;
            case "avoids":
                Assert.DoesNotContain(record.Argument, Views(Execute(record.Sql)));
                return null;
            case "evaluates":
                var results = Execute(record.Sql);
                Assert.Equal(record.Argument, results.Last(r => r.Statistics is not null).Statistics!.Evaluated.ToString(System.Globalization.CultureInfo.InvariantCulture));
                return PlanText.Of(results);
            default:
                throw new FormatException($"'{record.Kind}' is no kind of record");
        }
    }

    public void Dispose() => _phantoms.Dispose();

    /// <summary>The plan with every rule off, then with only this one on.</summary>
    private IReadOnlyList<string> Rule(SltRecord record)
    {
        try
        {
            var before = Switched([]);
            var after = Switched([record.Argument]);
            Assert.NotEqual(before, after);
            return ["before", .. before, "after", .. after];
        }
        finally
        {
            Switched(RuleCatalog.Switches.Select(s => s.Name), run: false);
        }

        IReadOnlyList<string> Switched(IEnumerable<string> on, bool run = true)
        {
            var names = on.ToHashSet();
            Execute(string.Join(';', RuleCatalog.Switches.Select(s => $"SET rule.{s.Name} = {(names.Contains(s.Name) ? "on" : "off")}")));
            return run ? [.. PlanText.Of(Execute(record.Sql)).Where(l => !l.StartsWith("switched off", StringComparison.Ordinal))] : [];
        }
    }

    private static IEnumerable<string?> Views(IEnumerable<QueryResult> results) =>
        results.Where(r => r.Statistics is not null).SelectMany(r => r.Statistics!.Plan.Root.Queries).SelectMany(q => q.Sources).OfType<PhysicalStoredScan>().Select(s => s.Stored.View);

    private List<QueryResult> Execute(string sql) => _phantoms.Execute(sql);
}
