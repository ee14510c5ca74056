using Krypton.Planning.Rules;

namespace Krypton.Tests.Plans;

/// <summary>Plans and answers as text: every file of tests/slt.</summary>
public sealed class SltTests
{
    /// <summary>When this variable is set, expectations are written anew, and a person reads the difference.</summary>
    public const string Complete = "KRYPTON_SLT_COMPLETE";

    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "slt");

    public static TheoryData<string> Files => [.. Directory.GetFiles(Folder, "*.slt").Select(f => Path.GetFileName(f)).Order()];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_record_holds(string file)
    {
        var path = Path.Combine(Folder, file);
        var text = File.ReadAllText(path);
        var completed = new List<(SltRecord Record, IReadOnlyList<string> Lines)>();
        using var runner = new SltRunner();
        foreach (var record in SltRecord.Read(text))
        {
            IReadOnlyList<string>? lines;
            try
            {
                lines = runner.Run(record);
            }
            catch (Exception e)
            {
                throw new Xunit.Sdk.XunitException($"{file}, line {record.Line}: {e.Message}", e);
            }

            if (record.Expected is { } expected && lines is not null)
            {
                if (PlanText.Comparable(lines).SequenceEqual(PlanText.Comparable(expected)))
                {
                    continue;
                }

                if (Environment.GetEnvironmentVariable(Complete) is not null)
                {
                    completed.Add((record, lines));
                }
                else
                {
                    Assert.Fail($"{file}, line {record.Line}: expected\n{string.Join('\n', expected)}\n\nbut got\n{string.Join('\n', lines)}\n");
                }
            }
        }

        if (completed.Count > 0)
        {
            File.WriteAllText(path, SltRecord.Complete(text, completed));
        }
    }

    [Fact]
    public void Every_rule_has_a_record_that_shows_it()
    {
        var shown = Directory.GetFiles(Folder, "*.slt").SelectMany(f => SltRecord.Read(File.ReadAllText(f))).Where(r => r.Kind == "rule").Select(r => r.Argument).ToHashSet();
        Assert.Equal(RuleCatalog.All.Select(r => r.Name).Order(), shown.Intersect(RuleCatalog.All.Select(r => r.Name)).Order());
    }

    [Fact]
    public void Whatever_uses_a_view_has_a_sibling_that_avoids_it()
    {
        foreach (var file in Directory.GetFiles(Folder, "*.slt"))
        {
            var records = SltRecord.Read(File.ReadAllText(file));
            var uses = records.Where(r => r.Kind == "uses").Select(r => r.Argument).Distinct();
            Assert.All(uses, u => Assert.Contains(records, r => r.Kind == "avoids" && r.Argument == u));
        }
    }
}
