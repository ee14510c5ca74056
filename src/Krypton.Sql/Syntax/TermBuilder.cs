using System.Globalization;
using Antlr4.Runtime;
using Krypton.Sql.Ast;
using static Krypton.Sql.Generated.KryptonParser;

namespace Krypton.Sql.Syntax;

/// <summary>Names, literals and parameters: unquotes them and reads the numbers.</summary>
internal static class TermBuilder
{
    public static Term Build(TermContext context) => context.name() is { } name ? Build(name) : Word(context.Start);

    public static Term Build(TextContext context) => Word(context.Start);

    public static Term Build(NumberContext context) => Word(context.Start);

    public static Term Build(LabelContext context) => Word(context.Start);

    public static Term Build(ValueContext context)
    {
        if (context.name() is { } name)
        {
            return Build(name);
        }

        if (context.ON() is not null)
        {
            return new Name(context.Start.Text, context.Span());
        }

        return context.NUMBER() is { } number
            ? new NumberLiteral(context.DASH() is null ? Number(number.Symbol) : -Number(number.Symbol), context.Span())
            : Word(context.Start);
    }

    public static Name Build(NameContext context)
    {
        var token = context.Start;
        if (token.Type != QUOTED_IDENTIFIER)
        {
            return new Name(token.Text, token.Span());
        }

        var text = Unquoted(token.Text, '"');
        return text.Length > 0
            ? new Name(text, token.Span())
            : throw new QueryException("a name cannot be empty", token.Span(), "write it between the quotes: \"name\"");
    }

    /// <summary><c>rule.Name</c> is one name with a dot in it.</summary>
    public static Name Build(SettingContext context) =>
        new(string.Join('.', context.name().Select(name => Build(name).Text)), context.Span());

    public static Extent Build(ExtentContext context)
    {
        var height = Build(context.height);
        if (context.X_SIZE() is { Symbol: var size })
        {
            // The x and the number are one token here; the number is the width and has its own place.
            var place = size.Span();
            var span = new SourceSpan(place.Start + 1, place.Length - 1, place.Line, place.Column + 1);
            return new Extent(height, new NumberLiteral(Number(size.Text[1..], span), span), context.Span());
        }

        return new Extent(height, context.width is { } width ? Build(width) : null, context.Span());
    }

    private static Term Word(IToken token) => token.Type switch
    {
        STRING => new StringLiteral(Unquoted(token.Text, '\''), token.Span()),
        NUMBER => new NumberLiteral(Number(token), token.Span()),
        PARAMETER => new Parameter(token.Text[1..], token.Span()),
        _ => throw new InvalidOperationException($"The grammar lets '{token.Text}' stand as a term, and the builder does not know it."),
    };

    private static string Unquoted(string text, char quote) => text[1..^1].Replace($"{quote}{quote}", $"{quote}", StringComparison.Ordinal);

    private static double Number(IToken token) => Number(token.Text, token.Span());

    private static double Number(string text, SourceSpan span)
    {
        var value = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        return double.IsFinite(value)
            ? value
            : throw new QueryException("this number is too large", span, $"the largest is {double.MaxValue.ToString(CultureInfo.InvariantCulture)}");
    }
}
