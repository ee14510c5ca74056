using System.Globalization;
using System.Text;
using Krypton.Results;

namespace Krypton.Output;

/// <summary>Relations as comma-separated text (RFC 4180), and single values as text that reads back as the same value.</summary>
public static class CsvText
{
    /// <summary>Writes a line of column names, then a line a row.</summary>
    public static void Write(Relation relation, TextWriter to)
    {
        to.WriteLine(string.Join(',', relation.Columns.Select(c => Quoted(c.Name))));
        foreach (var row in relation.Rows)
        {
            to.WriteLine(string.Join(',', row.Select(v => Quoted(Value(v)))));
        }
    }

    /// <summary>A value in the invariant culture; floats with the fewest digits that read back exactly; null as nothing.</summary>
    public static string Value(object? value) => value switch
    {
        null => "",
        float f => f.ToString("R", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    internal static byte[] Encode(Relation relation)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        Write(relation, writer);
        return Encoding.UTF8.GetBytes(writer.ToString());
    }

    private static string Quoted(string text) => text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
