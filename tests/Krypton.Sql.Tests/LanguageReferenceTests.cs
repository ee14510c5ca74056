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
    public void The_reserved_words_it_lists_are_those_that_cannot_be_names()
    {
        var listed = ReservedWords().Match(s_reference).Groups["words"].Value.Split(' ');
        Assert.Equal(listed.Order(), Repository.Keywords.Where(keyword => !IsName(keyword)).Order());
    }

    [Fact]
    public void The_error_it_shows_is_the_error_one_gets()
    {
        var shown = ShownError().Match(s_reference);
        Assert.Equal(shown.Groups["message"].Value, Parsing.Message(shown.Groups["script"].Value));
    }

    private static bool IsName(string word)
    {
        try
        {
            return SqlParser.ParseScript($"DROP MODEL {word}").Count == 1;
        }
        catch (QueryException)
        {
            return false;
        }
    }

    [GeneratedRegex("```sql\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Examples();

    [GeneratedRegex(@"\*\*Reserved words\*\*[^`]*`(?<words>[A-Z ]+)`")]
    private static partial Regex ReservedWords();

    [GeneratedRegex("```\n(?<message>error: .*\n  (?<script>.*)\n(.*\n)*?.*)\n```")]
    private static partial Regex ShownError();
}
