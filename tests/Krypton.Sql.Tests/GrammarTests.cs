using System.Security.Cryptography;
using System.Text;

namespace Krypton.Sql.Tests;

public class GrammarTests
{
    [Fact]
    public void The_generated_parser_was_generated_from_this_grammar()
    {
        var recorded = Repository.Read("src/Krypton.Sql/Generated/grammar.sha256");
        foreach (var file in new[] { "KryptonLexer.g4", "KryptonParser.g4" })
        {
            var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Repository.Read($"grammar/{file}"))));
            Assert.True(recorded.Contains($"{hash}  {file}"), $"{file} changed since grammar/generate.sh last ran: run it and commit what it writes.");
        }
    }

    [Fact]
    public void Every_decision_of_the_grammar_looks_at_one_word_only() =>
        // Error messages rely on it: a prediction over several words would fail away from the word that is wrong.
        Assert.DoesNotContain("AdaptivePredict", Repository.Read("src/Krypton.Sql/Generated/KryptonParser.cs"));
}
