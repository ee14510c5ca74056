namespace Krypton.Models.Tests.Conformance;

public class ConformanceTests
{
    [Fact]
    public void Every_case_is_evaluated_correctly_or_excluded_with_a_reason() =>
        Check(ConformanceRun.Instance.Evaluated, Exclusions.NotEvaluated);

    [Fact]
    public void Every_case_on_maps_runs_as_a_network_or_is_excluded_with_a_reason() =>
        Check(ConformanceRun.Instance.Lowered, Exclusions.NotLowered);

    /// <summary>Passing and excluded cases are together all cases, and no case is both.</summary>
    private static void Check(IReadOnlyDictionary<string, string?> results, IReadOnlyDictionary<string, string> excluded)
    {
        Assert.NotEmpty(results);
        var wrong = results.Where(r => r.Value is not null && !excluded.ContainsKey(r.Key)).Select(r => $"{r.Key}: {r.Value}").ToList();
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
        var stale = excluded.Keys.Where(name => !results.TryGetValue(name, out var result) || result is null).ToList();
        Assert.True(stale.Count == 0, $"excluded without need: {string.Join(", ", stale)}");
        Assert.Equal(results.Count, results.Values.Count(r => r is null) + excluded.Count);
    }
}
