using System.Text.RegularExpressions;
using Krypton.Sql.Ast;

namespace Krypton.Sql.Tests;

public partial class LanguageReferenceTests
{
    private static readonly string s_reference = Repository.Read("docs/language.md");

    [Fact]
    public void Every_example_parses_and_every_kind_of_statement_has_one()
    {
        var shown = Examples().Matches(s_reference).SelectMany(block => SqlParser.ParseScript(block.Groups[1].Value)).Select(s => s.GetType());
        var existing = typeof(Statement).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Statement)));

        Assert.Equivalent(existing, shown.Distinct(), strict: true);
    }

    [Fact]
    public void Every_keyword_is_in_the_reference()
    {
        Assert.Contains("OCCLUSION", Repository.Keywords);
        Assert.All(Repository.Keywords, keyword => Assert.Matches($@"\b{keyword}\b", s_reference));
    }

    [Fact]
    public void The_error_it_shows_is_the_error_one_gets()
    {
        var shown = ShownError().Match(s_reference);
        Assert.Equal(shown.Groups["message"].Value, Parsing.Message(shown.Groups["script"].Value));
    }

    [GeneratedRegex("```sql\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Examples();

    [GeneratedRegex("```\n(?<message>error: .*\n  (?<script>.*)\n(.*\n)*?.*)\n```")]
    private static partial Regex ShownError();
}
