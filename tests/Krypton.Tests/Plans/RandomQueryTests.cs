using Krypton.Planning.Rules;
using Krypton.Results;
using Krypton.Sql.Ast;

namespace Krypton.Tests.Plans;

/// <summary>Whatever rules, views and batches do, random queries get the answers that each gets alone with every rule off.</summary>
public sealed class RandomQueryTests
{
    private const int Seeds = 11;
    private const int QueriesASeed = 100;

    /// <summary>KRYPTON_RANDOM_SEED begins elsewhere: other queries by hand.</summary>
    public static TheoryData<int> SeedNumbers
    {
        get
        {
            var first = int.TryParse(Environment.GetEnvironmentVariable("KRYPTON_RANDOM_SEED"), out var given) ? given : 1;
            return [.. Enumerable.Range(first, Seeds)];
        }
    }

    [Theory]
    [MemberData(nameof(SeedNumbers))]
    public void Answers_do_not_depend_on_how_they_are_found(int seed)
    {
        var random = new Random(seed);
        using var plain = new PhantomSession();
        using var optimized = new PhantomSession();
        plain.Execute(string.Join(';', RuleCatalog.Switches.Select(s => $"SET rule.{s.Name} = off")));
        var asked = 0;
        while (asked < QueriesASeed)
        {
            var setup = RandomQuery.Settings(random);
            var queries = Enumerable.Range(0, random.Next(1, 5)).Select(_ => RandomQuery.Next(random)).ToList();
            var script = queries.Count == 1 ? queries[0] : $"BEGIN BATCH;\n{string.Join(";\n", queries)};\nRUN BATCH";
            try
            {
                optimized.Execute(setup);
                Same(Maps(queries.SelectMany(plain.Execute)), Maps(optimized.Execute(script)));
            }
            catch (Exception e)
            {
                throw new Xunit.Sdk.XunitException($"seed {seed}, after {asked} queries:\n{setup};\n{script}\n{e.Message}", e);
            }

            asked += queries.Count;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}: {asked} queries");
    }

    private static List<Heatmap> Maps(IEnumerable<QueryResult> results) => [.. results.SelectMany(r => r.Heatmaps)];

    private static void Same(List<Heatmap> expected, List<Heatmap> actual)
    {
        Assert.Equal(expected.Select(m => (m.Image, m.Model, m.ClassIndex, m.Grid)), actual.Select(m => (m.Image, m.Model, m.ClassIndex, m.Grid)));
        foreach (var (e, a) in expected.Zip(actual))
        {
            // Logits are as large as tens, probabilities at most 1.
            var tolerance = e.ScoreKind == ScoreKind.Probability ? 1e-5f : 1e-4f;
            Assert.Equal(e.BaseScore, a.BaseScore, tolerance);
            for (var row = 0; row < e.Grid.Rows; row++)
            {
                for (var column = 0; column < e.Grid.Columns; column++)
                {
                    Assert.True(Math.Abs(e.Scores[row, column] - a.Scores[row, column]) <= tolerance, $"{e.Image}, class {e.ClassIndex}, row {row}, column {column}: {e.Scores[row, column]} alone, {a.Scores[row, column]} with rules");
                }
            }
        }
    }
}
