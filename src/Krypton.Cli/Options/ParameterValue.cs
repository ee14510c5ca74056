using System.Globalization;

namespace Krypton.Cli.Options;

/// <summary>The value of --param: a number where it reads as one, otherwise text.</summary>
internal static class ParameterValue
{
    /// <summary>Splits name=value; a value in single quotes is text whatever it reads as. Null when there is no name.</summary>
    public static (string Name, object Value)? Parse(string argument)
    {
        var equals = argument.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? "" : argument[..equals].Trim().TrimStart('@');
        return name.Length == 0 ? null : (name, Value(argument[(equals + 1)..]));
    }

    private static object Value(string text) =>
        text is ['\'', .. var quoted, '\''] ? quoted.Replace("''", "'", StringComparison.Ordinal)
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number
        : text;
}
