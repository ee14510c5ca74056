using System.Text.RegularExpressions;

namespace Krypton.Tests.Plans;

/// <summary>Answers in the documents: a text block directly behind an sql block is what its statements say, in the session of tests/slt.</summary>
public sealed partial class DocumentTests
{
    public static TheoryData<string> Documents => [.. Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md").Append(Path.Combine(Repository.Root, "README.md")).Where(f => Answered().IsMatch(File.ReadAllText(f))).Select(f => Path.GetRelativePath(Repository.Root, f)).Order()];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_answer_is_what_its_statements_say(string document)
    {
        var path = Path.Combine(Repository.Root, document);
        var text = File.ReadAllText(path);
        var shift = 0;
        using var session = new PhantomSession();
        foreach (var block in Answered().Matches(text).ToList())
        {
            var said = PlanText.Of(session.Execute(block.Groups["sql"].Value));
            var written = block.Groups["text"].Value.TrimEnd('\n').Split('\n');
            if (PlanText.Comparable(said).SequenceEqual(PlanText.Comparable(written)))
            {
                continue;
            }

            Assert.True(Environment.GetEnvironmentVariable(SltTests.Complete) is not null, $"{document}:\n{block.Groups["sql"].Value}\nsays\n{string.Join('\n', said)}\n");
            var answered = $"```sql\n{block.Groups["sql"].Value}```\n\n```text\n{string.Join('\n', said)}\n```";
            text = text.Remove(block.Index + shift, block.Length).Insert(block.Index + shift, answered);
            shift += answered.Length - block.Length;
            File.WriteAllText(path, text);
        }
    }

    [GeneratedRegex("```sql\n(?<sql>(?:(?!```).*\n)+)```\n\n```text\n(?<text>(?:(?!```).*\n)*)```")]
    private static partial Regex Answered();
}
