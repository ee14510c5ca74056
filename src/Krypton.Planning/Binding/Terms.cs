using System.Globalization;
using Krypton.Planning.Logical;
using Krypton.Sql;
using Krypton.Sql.Ast;

namespace Krypton.Planning.Binding;

/// <summary>Reads numbers and texts out of terms, parameters resolved.</summary>
public static class Terms
{
    /// <summary>A whole number within bounds.</summary>
    /// <param name="what">How errors call it, with its unit: "the patch's height in pixels".</param>
    /// <exception cref="QueryException">It is no whole number, or out of bounds.</exception>
    public static int Whole(IBindingContext context, Term term, string what, int least, int most = int.MaxValue)
    {
        var number = Number(context, term, what);
        if (number != Math.Floor(number))
        {
            throw new QueryException($"{what} must be a whole number, not {Text(number)}", term.Span);
        }

        if (number < least || number > most)
        {
            var bounds = most == int.MaxValue ? $"at least {least}" : $"between {least} and {most}";
            throw new QueryException($"{what} must be {bounds}, not {Text(number)}", term.Span);
        }

        return (int)number;
    }

    /// <exception cref="QueryException">It is no finite number.</exception>
    public static double Number(IBindingContext context, Term term, string what)
    {
        var number = term switch
        {
            NumberLiteral literal => literal.Value,
            Parameter parameter => FromObject(context.Parameter(parameter), parameter, what),
            _ => throw new QueryException($"{what} must be a number", term.Span),
        };
        return double.IsFinite(number) ? number : throw new QueryException($"{what} must be a finite number", term.Span);
    }

    /// <summary>A text: a string, a name, or a parameter that holds one.</summary>
    /// <exception cref="QueryException">It is a number.</exception>
    public static string Text(IBindingContext context, Term term, string what) => term switch
    {
        StringLiteral literal => literal.Value,
        Name name => name.Text,
        Parameter parameter when context.Parameter(parameter) is string text => text,
        Parameter parameter => throw new QueryException($"{what} must be a text, but parameter @{parameter.Name} holds {Kind(context.Parameter(parameter))}", term.Span),
        _ => throw new QueryException($"{what} must be a text in single quotes", term.Span),
    };

    /// <summary>What an option or a setting is given: a text, or a number as it would be written.</summary>
    /// <exception cref="QueryException">It is neither.</exception>
    public static string Value(IBindingContext context, Term term, string what) =>
        term is NumberLiteral || (term is Parameter parameter && context.Parameter(parameter) is not string and IFormattable)
            ? Number(context, term, what).ToString("R", CultureInfo.InvariantCulture)
            : Text(context, term, what);

    private static string Kind(object value) => value is FileContent ? "the bytes of a file" : $"a {value.GetType().Name}";

    private static double FromObject(object value, Parameter parameter, string what) => value switch
    {
        sbyte or byte or short or ushort or int or uint or long or ulong or float or double or decimal => Convert.ToDouble(value, CultureInfo.InvariantCulture),
        _ => throw new QueryException($"{what} must be a number, but parameter @{parameter.Name} holds {Kind(value)}", parameter.Span),
    };

    private static string Text(double number) => number.ToString("0.######", CultureInfo.InvariantCulture);
}
