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
        var keywords = Keywords().Matches(Repository.Read("grammar/KryptonLexer.g4")).Select(match => match.Groups[1].Value).ToList();

        Assert.Contains("OCCLUSION", keywords);
        Assert.All(keywords.Where(keyword => keyword != "X"), keyword => Assert.Matches($@"\b{keyword}\b", s_reference));
    }

    [GeneratedRegex("```sql\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Examples();

    [GeneratedRegex("^[A-Z]+ *: '([A-Z]+)' ;$", RegexOptions.Multiline)]
    private static partial Regex Keywords();
}
