using Krypton.Cli.Terminal;
using Krypton.Results;

namespace Krypton.Cli.Output;

/// <summary>Answers for people: messages as they are, rows as a table with their count, explanations as a summary.</summary>
internal sealed class TablePrinter(TextWriter output, Asides asides, TerminalCapabilities terminal, TableStyle style, HeatmapDisplay pictures) : IResultPrinter
{
    public void Print(QueryResult result)
    {
        if (result.Message.Length > 0)
        {
            output.WriteLine(result.Message);
        }

        if (result.Plan is { } plan)
        {
            output.Write(plan);
            output.WriteLine();
        }

        if (result.Statistics is { } statistics)
        {
            new HeatmapSummary(output, terminal, style, pictures).Write(result.Heatmaps, statistics);
        }
        else if (result.Relation is { } relation)
        {
            var rows = TextTable.Write(relation, output, terminal.OutputIsTerminal ? terminal.Width : null, style);
            output.WriteLine($"({Units.Count(rows, "row")})");
        }

        output.Flush();
        asides.Notes(result);
    }
}
