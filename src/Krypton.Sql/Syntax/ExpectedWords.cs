using System.Collections.Frozen;
using Antlr4.Runtime;
using Antlr4.Runtime.Misc;
using Krypton.Sql.Generated;
using static Krypton.Sql.Generated.KryptonParser;

namespace Krypton.Sql.Syntax;

/// <summary>The words that could have stood at a place, as a reader of the language calls them.</summary>
internal sealed class ExpectedWords(IntervalSet types)
{
    private const int LongestList = 20;

    // The tokens which the grammar's rule `unreserved` lets stand for names; asking the grammar keeps one list only.
    private static readonly FrozenSet<int> s_unreserved =
        KryptonParser._ATN.NextTokens(KryptonParser._ATN.ruleToStartState[RULE_unreserved]).ToList().ToFrozenSet();

    // Said by another word, or never what a person at this place was missing.
    private static readonly FrozenSet<int> s_unsaid =
        new[] { TokenConstants.EOF, TokenConstants.EPSILON, QUOTED_IDENTIFIER, X_SIZE, GREY, DOT, DASH }.ToFrozenSet();

    public bool Has(int type) => types.Contains(type);

    /// <summary>The keywords among them, in capitals.</summary>
    public IEnumerable<string> Keywords => types.ToList().Where(type => IsKeyword(type) && !IsAnyName(type)).Select(KeywordText);

    /// <summary>The same without some, unless nothing would remain.</summary>
    public ExpectedWords Without(IEnumerable<int> others)
    {
        var rest = new IntervalSet(types);
        foreach (var other in others)
        {
            rest.Remove(other);
        }

        return rest.IsNil ? this : new ExpectedWords(rest);
    }

    /// <summary><c>PATCH, STRIDE or ';'</c>, cut short where it would be too long to read.</summary>
    public override string ToString()
    {
        var words = Said.Select(Describe).ToList();
        return words switch
        {
            [var only] => only,
            { Count: > LongestList } => string.Join(", ", words.Take(LongestList)) + " …",
            _ => $"{string.Join(", ", words.SkipLast(1))} or {words[^1]}",
        };
    }

    /// <summary>Whether the type is a keyword, reserved or not.</summary>
    public static bool IsKeyword(int type) => type is >= EXPLAIN and < X_SIZE;

    public static bool IsReserved(int type) => IsKeyword(type) && !s_unreserved.Contains(type);

    private IEnumerable<int> Said => types.ToList().Where(type => !s_unsaid.Contains(type) && !IsAnyName(type));

    // Where any name may stand, the keywords that are names too say nothing; nor does ON, as one value of a setting.
    private bool IsAnyName(int type) => Has(IDENTIFIER) && (type == ON || s_unreserved.Contains(type));

    private static string Describe(int type) => type switch
    {
        IDENTIFIER => "a name",
        NUMBER => "a number",
        STRING => "a string",
        PARAMETER => "a parameter",
        _ when IsKeyword(type) => KeywordText(type),
        _ => DefaultVocabulary.GetLiteralName(type),
    };

    private static string KeywordText(int type) => type == X ? "x" : DefaultVocabulary.GetSymbolicName(type);
}
