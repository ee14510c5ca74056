using System.Text.RegularExpressions;
using Krypton.Planning.Rules;

namespace Krypton.Tests.Plans;

/// <summary>docs/optimizer.md has a section for each rule, in the order in which they are applied, with the words that SHOW SETTINGS and the code use.</summary>
public sealed partial class OptimizerDocumentTests
{
    [Fact]
    public void The_document_has_every_rule_and_no_other()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "docs", "optimizer.md"));
        var sections = Section().Matches(text).Select(m => (m.Groups["name"].Value, m.Groups["summary"].Value));
        Assert.Equal(RuleCatalog.Switches, sections);
    }

    [GeneratedRegex("### (?<name>[A-Za-z]+)\n\n\\*(?<summary>.+)\\*\n")]
    private static partial Regex Section();
}
