using Antlr4.Runtime;
using Krypton.Sql.Generated;
using Krypton.Sql.Syntax;
using static Krypton.Sql.Generated.KryptonParser;

namespace Krypton.Sql.Editing;

/// <summary>
/// Finds what may follow a text by asking the parser: the statement up to the cursor is parsed with a word after it that
/// nothing accepts, and the words the parser looked for there are the answer. A new statement of the grammar completes unasked.
/// </summary>
public static class SqlCompletion
{
    // A string that is never closed: no rule takes it, not even SQL of the embedded engine, which takes almost anything.
    private const char Impossible = '\'';

    // The words that begin statements, but for those of the embedded engine's SQL, which stand within others too.
    private static readonly int[] s_beginners = [.. Beginning(RULE_statement).Except(Beginning(RULE_sql))];

    /// <summary>What may stand at the cursor; null inside comments and finished words, and behind a mistake.</summary>
    public static CompletionPlace? At(string text, int cursor)
    {
        ArgumentNullException.ThrowIfNull(text);
        var before = text[..cursor];
        var tokens = SqlParser.LexerOver(before).GetAllTokens();
        var last = tokens.LastOrDefault();
        var touching = last is not null && last.StopIndex == cursor - 1 ? last : null;
        if (touching is { Type: NUMBER or STRING or QUOTED_IDENTIFIER or UNCLOSED_COMMENT })
        {
            return null;
        }

        var typed = touching is not null && IsBegun(touching) ? touching : null;
        var statement = tokens.LastOrDefault(t => t.Type == SEMICOLON)?.StopIndex + 1 ?? 0;
        var start = typed?.StartIndex ?? cursor;
        return Stop(before[statement..start] + Impossible) is { } stopped ? Place(stopped, statement, start, typed) : null;
    }

    /// <summary>A word that more letters may follow.</summary>
    private static bool IsBegun(IToken token) =>
        token.Type is IDENTIFIER or X_SIZE or UNCLOSED_STRING or UNCLOSED_IDENTIFIER or PARAMETER || ExpectedWords.IsKeyword(token.Type) || token.Text == "@";

    private static Stopped? Stop(string source)
    {
        var parser = new KryptonParser(new CommonTokenStream(SqlParser.LexerOver(source)));
        parser.ErrorHandler = new FirstErrorStrategy((at, lookedFor) => new Stopped(at, new ExpectedWords(lookedFor)));
        parser.RemoveErrorListeners();
        try
        {
            parser.terminatedStatement();
            return null;
        }
        catch (Stopped stopped)
        {
            return stopped.At.StartIndex == source.Length - 1 ? stopped : null;
        }
    }

    private static CompletionPlace Place(Stopped stopped, int statement, int start, IToken? typed)
    {
        char? quote = typed?.Type switch { UNCLOSED_STRING => '\'', UNCLOSED_IDENTIFIER => '"', _ => null };
        var (expected, isParameter) = (stopped.Expected, typed?.Text.StartsWith('@') == true);
        var takesName = expected.Has(IDENTIFIER);
        var (kind, of, begins) = takesName || expected.Has(STRING) ? stopped.Names() : (NameKind.None, null, null);

        // A dotted name is completed as one.
        var from = begins is { } earlier && quote is null ? Math.Min(start, statement + earlier) : start;
        var written = stopped.Statement[(from - statement)..(start - statement)] + typed?.Text;
        return new CompletionPlace(
            from,
            quote is null ? written : written[1..],
            quote,
            quote is null && !isParameter && from == start ? [.. (stopped.IsOpen ? expected.Without(s_beginners) : expected).Keywords] : [],
            isParameter ? NameKind.None : kind,
            of,
            expected.Has(STRING) && quote != '"' && !isParameter && (quote is not null || !stopped.IsOpen),
            expected.Has(PARAMETER) && quote is null);
    }

    private static IList<int> Beginning(int rule) => KryptonParser._ATN.NextTokens(KryptonParser._ATN.ruleToStartState[rule]).ToList();

    /// <summary>Carries what the parser knew out of the rules it was in.</summary>
    private sealed class Stopped(Parser parser, ExpectedWords expected) : Exception
    {
        private readonly CommonTokenStream _tokens = (CommonTokenStream)parser.TokenStream;
        private readonly List<ParserRuleContext> _rules = [.. Upwards(parser.Context)];

        public IToken At { get; } = parser.CurrentToken;

        public string Statement { get; } = parser.CurrentToken.InputStream.ToString()!;

        public ExpectedWords Expected { get; } = expected.Without(SyntaxError.ClausesWritten((CommonTokenStream)parser.TokenStream));

        /// <summary>Whether almost anything may stand here, so that what may says little.</summary>
        public bool IsOpen => Expected.Has(STRAY);

        /// <summary>The names that fit, what they belong to, and where the name begins when part of it has been read already.</summary>
        public (NameKind Kind, string? Of, int? Begins) Names() =>
            Within(RULE_setting) is { } setting ? (NameKind.Setting, null, setting.Start.StartIndex)
            : Within(RULE_set) is SetContext set ? (NameKind.SettingValue, set.setting()?.GetText(), null)
            : Within(RULE_option) is OptionContext option ? Option(option)
            : Within(RULE_label) is not null ? (NameKind.ClassLabel, After(USING), null)
            : Within(RULE_text) is not null ? (NameKind.None, null, null)
            : IsOpen && Within(RULE_viewQuery) is null ? (InSql(), null, null)
            : (ByWordsBefore(), null, null);

        private static (NameKind Kind, string? Of, int? Begins) Option(OptionContext option) =>
            option.EQUALS() is null ? (NameKind.Option, null, null) : (NameKind.OptionValue, option.key?.GetText(), null);

        /// <summary>Within SQL of the embedded engine: tables follow a few words, columns all others.</summary>
        private NameKind InSql() => _tokens.LT(-1)?.Text.ToUpperInvariant() is "FROM" or "JOIN" or "INTO" or "UPDATE" or "TABLE" or "COPY" ? NameKind.Relation : NameKind.Column;

        /// <summary>The word that introduces a name says what it names.</summary>
        private NameKind ByWordsBefore()
        {
            for (var i = 1; _tokens.LT(-i) is { } before; i++)
            {
                switch (before.Type)
                {
                    case IF or NOT or EXISTS:
                        continue;
                    case USING or MODEL:
                        return NameKind.Model;
                    case ON or PREDICT or IMAGE:
                        return NameKind.Image;
                    case COLLECTION:
                        return NameKind.Collection;
                    case VIEW:
                        return NameKind.View;
                    default:
                        return NameKind.Any;
                }
            }

            return NameKind.Any;
        }

        private string? After(int type)
        {
            for (var i = 1; _tokens.LT(-i - 1) is { } before; i++)
            {
                if (before.Type == type)
                {
                    return _tokens.LT(-i).Text;
                }
            }

            return null;
        }

        private ParserRuleContext? Within(int rule) => _rules.Find(context => context.RuleIndex == rule);

        private static IEnumerable<ParserRuleContext> Upwards(ParserRuleContext? context)
        {
            for (; context is not null; context = context.Parent as ParserRuleContext)
            {
                yield return context;
            }
        }
    }
}
