namespace Krypton.Models.Tests.Conformance;

public class ConformanceDocumentTests
{
    [Fact]
    public void The_document_gives_the_counts_of_this_run()
    {
        var run = ConformanceRun.Instance;
        string[] rows =
        [
            .. run.Cases.GroupBy(c => c.Suite).Select(g => Row($"scalar definitions, `{g.Key}`", g, run.Evaluated)),
            Row("scalar definitions, together", run.Cases, run.Evaluated),
            Row("networks on the CPU kernels", run.Images, run.Lowered),
        ];
        AssertHolds(string.Concat(rows));
    }

    [Fact]
    public void The_document_counts_the_reasons_of_all_exclusions()
    {
        AssertHolds(Reasons(Exclusions.NotEvaluated));
        AssertHolds(Reasons(Exclusions.NotLowered));
    }

    private static string Row(string name, IEnumerable<OnnxCase> cases, IReadOnlyDictionary<string, string?> results)
    {
        var all = cases.ToList();
        var passed = all.Count(c => results[c.Name] is null);
        return $"| {name} | {all.Count} | {passed} | {all.Count - passed} |\n";
    }

    private static string Reasons(IReadOnlyDictionary<string, string> excluded) =>
        string.Concat(excluded.Values.CountBy(reason => reason).Select(reason => $"| {reason.Value} | {reason.Key} |\n"));

    private static void AssertHolds(string rows) =>
        Assert.True(Repository.Read("docs/conformance.md").Contains(rows, StringComparison.Ordinal), $"docs/conformance.md should hold:\n{rows}");
}
