using System.Globalization;
using Krypton.Cli.Terminal;
using Krypton.Output;
using Krypton.Results;

namespace Krypton.Cli.Output;

/// <summary>A relation as aligned columns: numbers to the right with equal decimals, long texts cut to the width where there is one.</summary>
internal static class TextTable
{
    private const int MostDecimals = 4;
    private const int NarrowestText = 8;

    /// <param name="width">Characters in a line; null when lines may be as long as they are.</param>
    /// <returns>How many rows there were.</returns>
    public static int Write(Relation relation, TextWriter output, int? width, TableStyle? style = null)
    {
        var rows = relation.Rows.ToList();
        var columns = relation.Columns.Select((column, i) => Cells(column, [.. rows.Select(row => row[i])])).ToList();
        var numeric = relation.Columns.Select(c => IsNumber(c.Type)).ToList();
        var look = style ?? TableStyle.Plain;
        var widths = columns.Select(cells => cells.Max(cell => CellText.Width(look.Escape(cell)))).ToArray();
        if (width is { } available && look.MayCut)
        {
            Shrink(widths, numeric, available - look.Overhead(widths.Length));
        }

        WriteLine(output, look.Top(widths));
        for (var line = 0; line <= rows.Count; line++)
        {
            WriteLine(output, look.Row([.. columns.Select((cells, i) => Fit(look.Escape(cells[line]), widths[i], numeric[i]))]));
            if (line == 0)
            {
                WriteLine(output, look.Rule(widths, numeric));
            }
        }

        WriteLine(output, look.Bottom(widths));
        return rows.Count;
    }

    private static void WriteLine(TextWriter output, string? line)
    {
        if (line is not null)
        {
            output.WriteLine(line.TrimEnd());
        }
    }

    private static string Fit(string cell, int width, bool toTheRight)
    {
        var cut = CellText.Cut(cell, width);
        return toTheRight ? CellText.PadLeft(cut, width) : CellText.PadRight(cut, width);
    }

    /// <summary>Takes from the widest text until all fits; numbers are never cut.</summary>
    private static void Shrink(int[] widths, List<bool> numeric, int available)
    {
        while (widths.Sum() > available)
        {
            var widest = Enumerable.Range(0, widths.Length).Where(i => !numeric[i]).DefaultIfEmpty(-1).MaxBy(i => i < 0 ? 0 : widths[i]);
            if (widest < 0 || widths[widest] <= NarrowestText)
            {
                return;
            }

            widths[widest]--;
        }
    }

    private static List<string> Cells(Column column, object?[] values)
    {
        var decimals = column.Type == typeof(float) || column.Type == typeof(double) ? values.Max(Decimals) : 0;
        return [column.Name, .. values.Select(v => CellText.OneLine(Cell(v, decimals)))];
    }

    private static string Cell(object? value, int? decimals) => value switch
    {
        float or double when double.IsFinite(Convert.ToDouble(value, CultureInfo.InvariantCulture)) =>
            Number(Convert.ToDouble(value, CultureInfo.InvariantCulture), decimals ?? 0),
        _ => CsvText.Value(value),
    };

    private static string Number(double number, int decimals) =>
        number.ToString(IsTiny(number) ? "0.0e-0" : $"F{decimals}", CultureInfo.InvariantCulture);

    private static int? Decimals(object? value)
    {
        var number = value is float or double ? Convert.ToDouble(value, CultureInfo.InvariantCulture) : 0;
        return Enumerable.Range(0, MostDecimals).FirstOrDefault(d => Math.Abs(Math.Round(number, d) - number) < 0.5 * Math.Pow(10, -MostDecimals), MostDecimals);
    }

    /// <summary>Not zero, but would look like it.</summary>
    private static bool IsTiny(double number) => number != 0 && Math.Abs(number) < 0.5 * Math.Pow(10, -MostDecimals);

    private static bool IsNumber(Type type) => type == typeof(int) || type == typeof(long) || type == typeof(float) || type == typeof(double);
}
