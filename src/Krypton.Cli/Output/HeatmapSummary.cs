using Krypton.Cli.Terminal;
using Krypton.Results;
using Krypton.Sql.Ast;

namespace Krypton.Cli.Output;

/// <summary>An explanation on a screen: the picture, what the model saw, the strongest positions, and what it took.</summary>
internal sealed class HeatmapSummary(TextWriter output, TerminalCapabilities terminal, TableStyle style, HeatmapDisplay pictures)
{
    // More would scroll away before anyone has seen them; they become rows of one table.
    private const int MostPictures = 4;

    public void Write(IReadOnlyList<Heatmap> heatmaps, QueryStatistics statistics)
    {
        if (heatmaps.Count <= MostPictures)
        {
            foreach (var heatmap in heatmaps)
            {
                WriteOne(heatmap, HeatmapTables.HaveSeveralPatches(heatmaps) ? $", patch {HeatmapTables.Patch(heatmap)} px" : "");
                output.WriteLine();
            }
        }
        else
        {
            TextTable.Write(HeatmapTables.Overview(heatmaps), output, Width, style);
            output.WriteLine();
        }

        var strongest = HeatmapTables.Strongest(heatmaps);
        output.WriteLine($"{strongest.Count} strongest of {Units.Count(heatmaps.Sum(h => (long)h.Grid.Count), heatmaps.Count == 1 ? "position" : "row")} (all: --format csv or INTO 'file.csv')");
        TextTable.Write(strongest.Relation, output, Width, style);
        output.WriteLine();
        StatisticsSummary.Write(statistics, heatmaps, output);
    }

    private int? Width => terminal.OutputIsTerminal ? terminal.Width : null;

    private void WriteOne(Heatmap heatmap, string window)
    {
        if (pictures.ShownOn(terminal) is { } shown)
        {
            output.Write(TerminalHeatmap.Render(heatmap, shown));
        }

        var kind = heatmap.ScoreKind == ScoreKind.Probability ? "probability" : "logit";
        var (row, column, drop) = heatmap.Strongest();
        var place = $"at y {heatmap.Grid.Y[row]}, x {heatmap.Grid.X[column]} px";
        var after = $"{Units.Score(heatmap.BaseScore)} → {Units.Score(heatmap.Scores[row, column])}";
        output.WriteLine($"{heatmap.Image}, model {heatmap.Model}{window}");
        if (heatmap.Minus is { } minus)
        {
            output.WriteLine($"  drop of {Label(heatmap.Label, heatmap.ClassIndex)}, minus that of {minus}: largest {Units.Score(drop)} {place}");
            return;
        }

        output.WriteLine($"  predicted     {Label(heatmap.Predicted.Label, heatmap.Predicted.ClassIndex)}, probability {Units.Score(heatmap.Predicted.Probability)}");
        if (heatmap.Predicted.ClassIndex != heatmap.ClassIndex || heatmap.ScoreKind != ScoreKind.Probability)
        {
            output.WriteLine($"  explained     {Label(heatmap.Label, heatmap.ClassIndex)}, {kind} {Units.Score(heatmap.BaseScore)}");
        }

        output.WriteLine(drop > 0
            ? $"  largest drop  {Units.Score(drop)} {place} ({kind} {after})"
            : $"  largest drop  none: the {kind} falls nowhere; it rises least {place}, by {Units.Score(-drop)}");
    }

    private static string Label(string label, int index) => $"{label} (class {index})";
}
