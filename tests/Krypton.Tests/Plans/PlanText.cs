using System.Globalization;
using System.Text.RegularExpressions;
using Krypton.Results;

namespace Krypton.Tests.Plans;

/// <summary>Answers as lines of text that are the same on every machine, once what was measured is left out.</summary>
internal static partial class PlanText
{
    public static IReadOnlyList<string> Of(IEnumerable<QueryResult> results) => [.. results.SelectMany(Lines)];

    /// <summary>The lines with measured quantities made alike, and without the rows of layers, of which those that took little are not shown.</summary>
    public static IReadOnlyList<string> Comparable(IEnumerable<string> lines)
    {
        var kept = new List<string>();
        var rows = false;
        foreach (var line in lines)
        {
            rows = LayerHeader().IsMatch(line) || (rows && line.Length > 0 && "│ ".Contains(line[0]) && !line.Contains("─ "));
            if (!rows)
            {
                kept.Add(Took().Replace(line, m => Number().Replace(m.Value, "#")));
            }
        }

        return kept;
    }

    private static IEnumerable<string> Lines(QueryResult result)
    {
        if (result.Plan is { } plan)
        {
            return plan.TrimEnd().Split('\n').Select(l => l.TrimEnd());
        }

        return result.Heatmaps.Count > 0 ? result.Heatmaps.Select(Line) : result.Message.Length > 0 ? [result.Message] : [];
    }

    private static string Line(Heatmap map)
    {
        var (row, column, drop) = map.Strongest();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{map.Image} {map.Label} {map.BaseScore:0.000}, {map.Grid.Rows}×{map.Grid.Columns} positions, falls most at row {row}, column {column}: by {drop:0.000}");
    }

    [GeneratedRegex("layer +kernel +output")]
    private static partial Regex LayerHeader();

    [GeneratedRegex("took .*")]
    private static partial Regex Took();

    [GeneratedRegex("[0-9][0-9.,]* ?([kMGT]?FLOP|[kMG]?B|s|ms|µs|min|h)\\b")]
    private static partial Regex Number();
}
