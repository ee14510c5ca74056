using System.Text;
using Antlr4.Runtime;
using static Krypton.Sql.Generated.KryptonParser;

namespace Krypton.Sql.Syntax;

/// <summary>Words the parser's first mistake for a person: what stands there, what was expected, and the likely remedy.</summary>
internal sealed class SyntaxError(string source, CommonTokenStream tokens, ExpectedWords lookedFor)
{
    private const int LongestQuote = 40;

    private const string FileRemedy = "; a file name goes in single quotes: 'images/dog.png'";

    private readonly IToken _found = tokens.LT(1);
    private readonly IToken? _before = tokens.LT(-1);
    private readonly ExpectedWords _expected = lookedFor.Without(ClausesWritten(tokens));

    public QueryException ToException() => _found.Type switch
    {
        UNCLOSED_STRING => Opening("this string is never closed", 1, "close it with a single quote; a quote inside a string is written twice: 'it''s'"),
        UNCLOSED_IDENTIFIER => Opening("this quoted name is never closed", 1, "close it with a double quote; one inside a name is written twice"),
        UNCLOSED_COMMENT => Opening("this comment is never closed", 2, "close it with */"),
        STRAY => Stray(),
        TokenConstants.EOF => new QueryException("the query ends too early", Places.After(_before ?? _found), ExpectedHint()),
        NOT or EXISTS when MistypedIf() is { } mistyped => new QueryException($"unexpected '{mistyped.Text}'", mistyped.Span(), "did you mean IF?"),
        INTO when Written(AS) && _expected.Has(SEMICOLON) => new QueryException(
            "a materialized view has no INTO", _found.Span(), "leave it out: a view keeps its answer in the catalog and writes no file"),
        DASH when _expected.Has(NUMBER) => new QueryException("a number cannot be negative here", _found.Span(), ExpectedHint()),
        RPAREN when OpenParenthesis() is null => new QueryException("unexpected ')': no '(' is open", _found.Span(), ExpectedHint()),
        _ => new QueryException($"unexpected {Quote(_found)}", _found.Span(), Suggestion() ?? ExpectedHint() + Remedy()),
    };

    private QueryException Opening(string problem, int length, string hint) =>
        new(problem, new SourceSpan(_found.StartIndex, length, _found.Line, _found.Column + 1), hint);

    private QueryException Stray()
    {
        var character = Rune.TryGetRuneAt(source, _found.StartIndex, out var rune) ? rune : Rune.ReplacementChar;
        var shown = Rune.IsControl(character) || character == Rune.ReplacementChar ? $"U+{(int)source[_found.StartIndex]:X4}" : $"'{character}'";
        var span = new SourceSpan(_found.StartIndex, character.Utf16SequenceLength, _found.Line, _found.Column + 1);
        var hint = character.Value switch
        {
            '‘' or '’' or '“' or '”' => "quotes are straight: 'a string', \"a name\"",
            '@' => "a parameter is written @name",
            '/' or '\\' or ':' or '~' => ExpectedHint() + FileRemedy,
            _ when Rune.IsLetter(character) => "a name with such a letter goes in double quotes, a string in single quotes",
            _ => ExpectedHint(),
        };
        return new QueryException($"unexpected character {shown}", span, hint);
    }

    // The one place where a mistyped keyword passes for a name: DROP MODEL IFF EXISTS m.
    private IToken? MistypedIf() =>
        _before is { Type: IDENTIFIER } && NameSuggestions.Nearest(_before.Text, ["IF"]) is not null ? _before : null;

    private string? Suggestion()
    {
        var nearest = WithTheWordBefore() ?? (IsWord(_found.Type) ? NameSuggestions.Nearest(_found.Text, _expected.Keywords) : null);
        return nearest is null ? null
            : nearest == _expected.ToString() ? $"did you mean {nearest}?"
            : $"did you mean {nearest}? ({ExpectedHint()})";
    }

    // The found word is right, and only the word that introduces it was left out.
    private string? WithTheWordBefore() => _found.Type switch
    {
        var type when IsClause(type) && _expected.Has(WITH) => $"WITH {_found.Text.ToUpperInvariant()}",
        OCCLUSION when _expected.Has(EXPLAIN) => "EXPLAIN OCCLUSION",
        VIEW when _expected.Has(MATERIALIZED) => "MATERIALIZED VIEW",
        _ => null,
    };

    private string ExpectedHint()
    {
        var closes = _expected.Has(RPAREN) && OpenParenthesis() is { } open
            ? $" to close the '(' at line {open.Line}, column {open.Column + 1}"
            : "";
        return $"expected {_expected}{closes}";
    }

    private string Remedy() => _found.Type switch
    {
        DOT when _before?.StopIndex == _found.StartIndex - 1 => FileRemedy,
        COMMA when OpenParenthesis() is null && Written(WITH) => "; no commas go between clauses",
        STRIDE or FILL or REGION or SCORE or APPROX or METRIC or OUTPUT or WITHIN or MEMORY when _before?.Type == COMMA && Written(PATCH) => "; commas go between patches, not between clauses",
        FOR when Written(ANALYZE) && _expected.Has(BATCH) => "; only EXPLAIN PLAN takes FOR",
        FOR or WITH when Written(OCCLUSION) && (Written(WITH) || Written(INTO)) => "; the order is FOR, WITH, INTO",
        _ when _expected.Has(IDENTIFIER) => ExpectedWords.IsReserved(_found.Type)
            ? $"; to use the keyword as a name, put it in double quotes: \"{_found.Text}\""
            : "",
        _ when _expected.Has(STRING) && (IsWord(_found.Type) || _found.Type == QUOTED_IDENTIFIER) => "; a string goes in single quotes",
        _ => "",
    };

    private IToken? OpenParenthesis()
    {
        var closed = 0;
        foreach (var token in StatementSoFar(tokens))
        {
            if (token.Type == RPAREN)
            {
                closed++;
            }
            else if (token.Type == LPAREN && closed-- == 0)
            {
                return token;
            }
        }

        return null;
    }

    // A clause stands once only, so one already written is not what is missing.
    internal static IEnumerable<int> ClausesWritten(CommonTokenStream tokens) =>
        StatementSoFar(tokens).Select(token => token.Type).Where(type => IsClause(type) || type is FORMAT or VERBOSE);

    private static bool IsClause(int type) => type is PATCH or STRIDE or FILL or REGION or SCORE;

    private static bool IsWord(int type) => type is IDENTIFIER or X_SIZE || ExpectedWords.IsKeyword(type);

    private bool Written(int type) => StatementSoFar(tokens).Any(token => token.Type == type);

    /// <summary>The statement's words before the mistake, the last first.</summary>
    private static IEnumerable<IToken> StatementSoFar(CommonTokenStream tokens)
    {
        for (var i = tokens.Index - 1; i >= 0 && tokens.Get(i).Type != SEMICOLON; i--)
        {
            yield return tokens.Get(i);
        }
    }

    private static string Quote(IToken token)
    {
        var firstLine = token.Text.AsSpan();
        firstLine = firstLine[..Math.Min(LongestQuote, firstLine.IndexOfAny('\r', '\n') is var end and >= 0 ? end : firstLine.Length)];
        var text = firstLine.Length < token.Text.Length ? $"{firstLine}…" : token.Text;
        return token.Type switch
        {
            STRING => $"string {text}",
            NUMBER => $"number {text}",
            PARAMETER => $"parameter {text}",
            QUOTED_IDENTIFIER => $"name {text}",
            _ => $"'{text}'",
        };
    }
}
